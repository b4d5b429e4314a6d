"""Limits with the kernel's real controllers: in cgroup v2, in v1 and in the hybrid of both, as the machine was booted."""
import os
import pathlib
import re
import time
import unittest

from host import Background, assert_same, document, eventually, network, sh, topo

ROOT = pathlib.Path("/sys/fs/cgroup")
UNIFIED = (ROOT / "cgroup.controllers").exists()
TICKS = os.sysconf("SC_CLK_TCK")
SPEC = """
  namespaces: [{ name: mem }, { name: few }, { name: slow }, { name: light }, { name: heavy }, { name: pinned }]
  cgroups:
    - { name: mem, namespaces: [mem], memory: { max: 50M } }
    - { name: few, namespaces: [few], pids: { max: 8 } }
    - { name: slow, namespaces: [slow], cpu: { max: 0.2 } }
    - { name: share/light, namespaces: [light], cpu: { weight: 100 } }
    - { name: share/heavy, namespaces: [heavy], cpu: { weight: 300 } }
    - { name: pinned, namespaces: [pinned], cpuset: { cpus: "0", mems: "0" } }
"""
SPIN = "taskset -c 0 python3 -c 'while True: pass'"
FORKS = """
import os, time
children = 0
try:
    while children < 50:
        if os.fork() == 0:
            time.sleep(60)
            os._exit(0)
        children += 1
except BlockingIOError as refused:
    print(children, refused.errno, flush=True)
os.killpg(0, 9)
"""


def folder(controller, name):
    """Where the cgroup of this name is, which this controller limits."""
    return (ROOT if UNIFIED else ROOT / controller) / "topo/limits" / name


def pids_in(netns):
    return [int(pid) for pid in sh(f"ip netns pids {netns}").out.split()]


def cpu_seconds(netns):
    """What the processes of a namespace have used so far."""
    total = 0
    for pid in pids_in(netns):
        fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
        total += int(fields[11]) + int(fields[12])
    return total / TICKS


class Cgroups(unittest.TestCase):

    @classmethod
    def setUpClass(cls):
        cls.before = network()
        cls.file = document("limits", SPEC)

    def setUp(self):
        self.background = Background()
        self.addCleanup(self.background.end)

    def test_01_layout(self):
        """the hierarchies are those that this boot is about"""
        types = set(re.findall(r" - (cgroup2?) ", pathlib.Path("/proc/self/mountinfo").read_text()))
        boot = re.search(r"acceptance=(\S+)", pathlib.Path("/proc/cmdline").read_text()).group(1)
        expected = {"hybrid": {"cgroup", "cgroup2"}, "v1": {"cgroup"}}.get(boot, {"cgroup2"})
        self.assertEqual(expected, types)

    def test_02_applies(self):
        """apply sets the limits; a second apply changes nothing"""
        topo(f"apply {self.file}")
        self.assertIn("No changes.", topo(f"apply {self.file}").out)
        limit = folder("memory", "mem") / ("memory.max" if UNIFIED else "memory.limit_in_bytes")
        self.assertEqual("52428800\n", limit.read_text())

    def test_03_memory(self):
        """memory: 20M fit into 50M; whatever takes 80M is killed by the kernel, which counts it"""
        topo("exec mem -- python3 -c 'bytearray(20 << 20)'")
        killed = topo("exec mem -- python3 -c 'bytearray(80 << 20)'", status=137)
        events = folder("memory", "mem") / ("memory.events" if UNIFIED else "memory.oom_control")
        self.assertRegex(events.read_text(), r"(?m)^oom_kill [1-9]", str(killed))
        self.assertRegex(sh("dmesg | grep -i 'memory cgroup out of memory'").out, "python3")

    def test_04_memory_of_children(self):
        """memory: a process that is started by others in the namespace is limited as well"""
        self.background.start("ip netns exec mem sleep 1000")
        eventually(lambda: pids_in("mem"), "the process is in its namespace")
        topo(f"apply {self.file}")
        cgroup = pathlib.Path(f"/proc/{pids_in('mem')[0]}/cgroup").read_text()
        self.assertIn("/topo/limits/mem", cgroup)
        topo("exec mem -- bash -c '(python3 -c \"bytearray(80 << 20)\"); exit $?'", status=137)

    def test_05_pids(self):
        """pids: the eighth process is the last; the kernel refuses the next with EAGAIN"""
        pathlib.Path("/root/forks.py").write_text(FORKS)
        said = topo("exec few -- setsid python3 /root/forks.py", status=None)
        forked, errno = said.out.split()
        self.assertEqual("11", errno)
        self.assertIn(int(forked), (6, 7), "of 8 one is the parent and one may be what started it")
        events = folder("pids", "few") / "pids.events"
        self.assertRegex(events.read_text(), r"max [1-9]")

    def test_06_cpu_max(self):
        """cpu max: 0.2 cores are a fifth of the time, measured over 8 seconds"""
        self.background.start(f"topo exec slow -- {SPIN}")
        share = self.measure(8, "slow")["slow"]
        self.assertTrue(0.14 < share < 0.25, f"{share} of the time")

    def test_07_cpu_weight(self):
        """cpu weight: on one CPU, 300 gets three times as much as 100, measured over 8 seconds"""
        for netns in "light", "heavy":
            self.background.start(f"topo exec {netns} -- {SPIN}")
        share = self.measure(8, "light", "heavy")
        print(f"shares of one CPU: {share}")
        self.assertTrue(2 < share["heavy"] / share["light"] < 4, share)

    @staticmethod
    def measure(seconds, *namespaces):
        """The share of one CPU that each namespace's processes have."""
        for netns in namespaces:
            eventually(lambda: cpu_seconds(netns) > 0.3, f"{netns} runs")
        began = {netns: (cpu_seconds(netns), time.monotonic()) for netns in namespaces}
        time.sleep(seconds)
        return {netns: round((cpu_seconds(netns) - began[netns][0]) / (time.monotonic() - began[netns][1]), 3) for netns in namespaces}

    def test_08_cpuset(self):
        """cpuset: a process is kept on its CPU"""
        self.background.start("topo exec pinned -- sleep 1000")
        pid = eventually(lambda: pids_in("pinned"), "the process is in its namespace")[0]
        eventually(lambda: "Cpus_allowed_list:\t0\n" in pathlib.Path(f"/proc/{pid}/status").read_text(), "it is on CPU 0 only")

    def test_09_change(self):
        """limits change where they are, with processes inside; what was changed by hand is mended"""
        self.background.start("topo exec mem -- sleep 1000")
        eventually(lambda: pids_in("mem"), "the process is in its namespace")
        self.file.write_text(self.file.read_text().replace("50M", "60M"))
        self.assertIn("1 to change", topo(f"diff {self.file}", status=1).out)
        topo(f"apply {self.file}")
        limit = folder("memory", "mem") / ("memory.max" if UNIFIED else "memory.limit_in_bytes")
        self.assertEqual(f"{60 << 20}\n", limit.read_text())
        limit.write_text(str(40 << 20))
        topo(f"diff {self.file}", status=1)
        topo(f"apply {self.file}")
        self.assertEqual(f"{60 << 20}\n", limit.read_text())

    def test_10_destroy(self):
        """destroy ends no process and leaves no cgroup"""
        sleeper = self.background.start("exec ip netns exec mem sleep 1000")
        eventually(lambda: pids_in("mem"), "the process is in its namespace")
        topo(f"apply {self.file}")
        topo("destroy limits")
        self.assertIsNone(sleeper.poll(), "the process was ended")
        self.assertNotIn("topo", pathlib.Path(f"/proc/{sleeper.pid}/cgroup").read_text().replace("topo-vm", ""))
        self.background.end()
        assert_same(self.before, network())
