"""A lab of N hosts on one bridge, a throw-away host to put it on, and a controller that keeps it. For bench/heal and bench/chaos."""
import contextlib
import glob
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
TOPO = os.path.join(HERE, "..", "topo")
FEW = 100


def address(host):
    return f"10.0.{(host + 2) >> 8}.{(host + 2) & 255}"


def mac(host):
    return bytes([2, 0, 0, 1, host >> 8, host & 255])


def document(hosts, heal="enforce"):
    """A host: an interface with its MAC address, a port of the bridge, a default route, a sysctl, a limit; the first hundred also NAT."""
    lines = ["apiVersion: topo/v1", "kind: Topology", "metadata: { name: lab }", "spec:", f"  heal: {heal}", "  namespaces:",
             "    - name: sw"]
    lines += [f"    - name: n{i}" for i in range(hosts)]
    lines += ["  bridges:", "    - { namespace: sw, name: br0, addresses: [10.0.0.1/16] }", "  veths:", "    - endpoints:",
              "        - { name: uplink, addresses: [192.0.2.1/24] }", "        - { namespace: sw, name: up0, addresses: [192.0.2.2/24] }"]
    for i in range(hosts):
        lines += ["    - endpoints:",
                  f"        - {{ namespace: n{i}, name: eth0, mac: \"{mac(i).hex(':')}\", addresses: [{address(i)}/16] }}",
                  f"        - {{ namespace: sw, name: p{i}, bridge: br0 }}"]
    lines += ["  routes:", "    - { to: 10.0.0.0/16, via: 192.0.2.2 }"]
    lines += [f"    - {{ namespace: n{i}, to: default, via: 10.0.0.1 }}" for i in range(hosts)]
    lines += ["  sysctls:", "    - { namespace: sw, name: net.ipv4.ip_forward, value: 1 }"]
    lines += [f"    - {{ namespace: n{i}, name: net.ipv4.conf.all.arp_ignore, value: 1 }}" for i in range(hosts)]
    lines += ["  nat:", "    - { namespace: sw, type: masquerade, source: 10.0.0.0/16, outInterface: up0 }"]
    lines += [f"    - {{ namespace: n{i}, type: masquerade, source: 172.16.{i}.0/24 }}" for i in range(min(hosts, FEW))]
    lines += ["  cgroups:"] + [f"    - {{ name: g{i}, namespaces: [n{i}], pids: {{ max: 50 }} }}" for i in range(hosts)]
    return "\n".join(lines) + "\n"


class CgroupRoots:
    """A folder in every hierarchy, which the throw-away host sees as the root, so that nothing of the machine's is touched."""

    def __init__(self):
        self.roots = []
        with open("/proc/self/mountinfo") as table:
            for line in table:
                before, after = line.split(" - ")
                if after.split()[0] in ("cgroup", "cgroup2"):
                    place = before.split()[4]
                    folder = os.path.join(place, f"topo-bench-{os.getpid()}")
                    os.mkdir(folder)
                    for name in ("cpuset.cpus", "cpuset.mems"):
                        own = os.path.join(folder, name)
                        if os.path.exists(own) and not os.path.exists(os.path.join(folder, "cgroup.controllers")):
                            with open(os.path.join(place, name)) as source, open(own, "w") as target:
                                target.write(source.read())
                    self.roots.append((place, folder))

    def remove(self):
        for _, folder in self.roots:
            for where, _, _ in os.walk(folder, topdown=False):
                for _ in range(500):
                    try:
                        os.rmdir(where)
                        break
                    except OSError:
                        time.sleep(0.01)


def in_throw_away_host(script, words):
    """Runs the script again with these words in network and mount namespaces of its own, with an empty /run and /var/lib. Exit status."""
    cgroups = CgroupRoots()
    folder = tempfile.mkdtemp(prefix="topo-bench-")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    child = None
    try:
        setup = ["mount -t tmpfs tmpfs /run && mkdir /run/netns /run/lock && mount -t tmpfs tmpfs /var/lib && ip link set lo up"]
        setup += [f"mount --bind {own} {place}" for place, own in cgroups.roots]
        command = " && ".join(setup) + ' && exec "$@"'
        child = subprocess.Popen(["unshare", "--net", "--mount", "--propagation", "private", "--", "sh", "-ec", command, "sh",
                                  sys.executable, script, "--inside", folder, *words], start_new_session=True)
        return child.wait()
    finally:
        if child:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(child.pid, signal.SIGKILL)
            child.wait()
        cgroups.remove()
        shutil.rmtree(folder, ignore_errors=True)


def topo(*words, check=True):
    return subprocess.run([TOPO, *words], check=check, capture_output=True, text=True)


class Controller:
    """The daemon under test."""

    def __init__(self, folder, *options):
        self.folder = folder
        self.options = options
        self.process = None
        self.starts = 0

    def start(self, *before):
        self.starts += 1
        with open(os.path.join(self.folder, "controller.log"), "a") as log:
            self.process = subprocess.Popen([*before, TOPO, "controller", *self.options], stdout=log, stderr=log)

    def kill(self):
        """SIGKILL, without a word."""
        self.process.kill()
        self.process.wait()

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(60)

    def figures(self):
        """(CPU seconds since its start, resident bytes, threads)."""
        with open(f"/proc/{self.process.pid}/stat") as stat:
            words = stat.read().rpartition(")")[2].split()
        with open(f"/proc/{self.process.pid}/status") as status:
            values = dict(line.split(":", 1) for line in status)
        ticks = os.sysconf("SC_CLK_TCK")
        return (int(words[11]) + int(words[12])) / ticks, int(values["VmRSS"].split()[0]) * 1024, int(values["Threads"])


def option(words, name, standard):
    """Its value; it is taken out of the words."""
    if name not in words:
        return standard
    at = words.index(name)
    value = words[at + 1]
    del words[at:at + 2]
    return value


def ready(timeout=120):
    topo("wait", "lab", "--for", "ready", "--timeout", f"{timeout}s")


def cgroup(group, file):
    """The file of a cgroup of the lab, in the hierarchy that limits processes."""
    found = glob.glob(f"/sys/fs/cgroup/*/topo/lab/{group}/pids.max") or glob.glob(f"/sys/fs/cgroup/topo/lab/{group}/pids.max")
    return os.path.join(os.path.dirname(found[0]), file) if found else None


@contextlib.contextmanager
def sleeper(namespace):
    """A process that does nothing in a namespace."""
    child = subprocess.Popen(["nsenter", f"--net=/run/netns/{namespace}", "--", "sleep", "1000"])
    try:
        yield child.pid
    finally:
        child.kill()
        child.wait()
