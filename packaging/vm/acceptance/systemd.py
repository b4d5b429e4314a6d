"""topo beside systemd, which owns the cgroup tree (systemd's CGROUP_DELEGATION: one writer for each cgroup, and no process in a cgroup that
hands out controllers)."""
import pathlib
import unittest

from host import Background, document, eventually, sh, topo

ROOT = pathlib.Path("/sys/fs/cgroup")
SPEC = """
  namespaces: [{ name: kept }]
  cgroups:
    - name: kept
      namespaces: [kept]
      memory: { max: 50M }
      cpu: { max: 0.5, weight: 50 }
      pids: { max: 20 }
      cpuset: { cpus: "0" }
      io: { weight: 50 }
"""
# A service that was given its part of the tree, with its own process in a cgroup of its own in it, as systemd asks.
DELEGATED = ("systemd-run --quiet --unit=lab -p Delegate=yes -p WorkingDirectory=/sys/fs/cgroup/system.slice"
             " bash -c 'mkdir lab.service/self && echo 0 >lab.service/self/cgroup.procs && exec sleep 1000'")


class Systemd(unittest.TestCase):

    @classmethod
    def setUpClass(cls):
        cls.file = document("kept", SPEC)
        cls.background = Background()
        topo(f"apply {cls.file}")
        cls.background.start("exec topo exec kept -- sleep 100000")
        eventually(lambda: sh("ip netns pids kept").out, "the process is in its namespace")

    @classmethod
    def tearDownClass(cls):
        cls.background.end()
        sh("topo destroy --all", status=None)

    def assert_kept(self):
        said = topo(f"diff {self.file}")
        self.assertIn("No changes", said.out)
        kept = ROOT / "topo/kept/kept"
        self.assertEqual("52428800\n", (kept / "memory.max").read_text())
        self.assertEqual("50000 100000\n", (kept / "cpu.max").read_text())
        self.assertEqual(sh("ip netns pids kept").out.split(), (kept / "cgroup.procs").read_text().split())

    def assert_no_inner_process(self):
        wrong = []
        for control in ROOT.glob("*/**/cgroup.subtree_control"):
            try:
                if control.read_text().strip() and (control.parent / "cgroup.procs").read_text():
                    wrong.append(control.parent)
            except OSError:
                continue  # A unit that has ended meanwhile.
        self.assertEqual([], wrong)

    def test_1_inner_nodes(self):
        """no process is in a cgroup that hands out controllers, in all of the tree"""
        self.assert_no_inner_process()
        self.assertEqual("", (ROOT / "topo/cgroup.procs").read_text())

    def test_2_reload(self):
        """limits and processes survive systemctl daemon-reload and daemon-reexec"""
        sh("systemctl daemon-reload")
        self.assert_kept()
        sh("systemctl daemon-reexec")
        eventually(lambda: sh("systemctl is-system-running", None).status in (0, 1), "systemd answers again")
        self.assert_kept()

    def test_3_units_come_and_go(self):
        """units with limits of their own that start and stop, also in slices, leave ours as they are"""
        sh("systemd-run --quiet --wait --slice=other.slice -p MemoryMax=80M -p CPUWeight=10 -p TasksMax=30 -p IOWeight=20"
           " -p AllowedCPUs=0 true")
        sh("systemctl set-property --runtime system.slice CPUWeight=200 AllowedCPUs=0-1; systemctl revert system.slice")
        sh("systemctl stop other.slice; systemctl daemon-reload; systemctl reset-failed")
        self.assert_kept()
        self.assert_no_inner_process()

    def test_4_shown(self):
        """systemd-cgls shows our processes; systemd counts no unit as failed"""
        shown = sh("systemd-cgls --no-pager --all")
        self.assertRegex(shown.out, r"(?s)topo\b.*kept.*sleep 100000")
        self.assertEqual("", sh("systemctl --failed --no-legend --plain").out)

    def test_5_delegated(self):
        """TOPO_CGROUP_ROOT: the same in a part of the tree that systemd has delegated to a service"""
        topo("destroy kept")
        inside = {"TOPO_CGROUP_ROOT": "/sys/fs/cgroup/system.slice/lab.service"}
        sh(DELEGATED)
        self.addCleanup(sh, "systemctl stop lab.service", None)
        eventually(lambda: (ROOT / "system.slice/lab.service/self/cgroup.procs").exists()
                   and (ROOT / "system.slice/lab.service/self/cgroup.procs").read_text(), "the service is in its own cgroup")
        topo(f"apply {self.file}", env=inside)
        self.assertEqual("52428800\n", (ROOT / "system.slice/lab.service/topo/kept/kept/memory.max").read_text())
        sh("systemctl daemon-reload")
        self.assertIn("No changes", topo(f"diff {self.file}", env=inside).out)
        self.assert_no_inner_process()
        topo("exec kept -- python3 -c 'bytearray(80 << 20)'", status=137, env=inside)
        topo("destroy kept", env=inside)
        self.assertFalse((ROOT / "system.slice/lab.service/topo").exists())
        self.assertEqual("active\n", sh("systemctl is-active lab.service").out)
