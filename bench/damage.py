"""What a student can break, each as a call that says when it was done, or None where only looking tells, and how to see that it is mended.
It may add a process to be ended afterwards and a look of its own. A victim is the number of a host."""
import os
import subprocess
import time

import lab
import rtnl
from rtnl import Rtnl


def host(i):
    """All that is configured of one host, or what is left of it."""
    name = f"n{i}"
    with Rtnl("sw") as sw:
        bridge, port = sw.link("br0"), sw.link(f"p{i}")
    seen = [port and (port[1], port[2], bool(bridge) and port[4] == bridge[0])]
    try:
        with Rtnl(name) as inside:
            link = inside.link("eth0")
            seen += [link and link[1:4], inside.addresses("eth0"), inside.routes(), inside.link("lo")[1]]
    except OSError:
        return None
    return seen


MIDDLE = ["p0", "p1", "p2", "p3"]


def middle(_):
    """The switch and the host's own end."""
    with Rtnl("sw") as sw, Rtnl(rtnl.HOST) as own:
        bridge = sw.link("br0")
        ports = [sw.link(port) for port in MIDDLE]
        uplink = own.link("uplink")
        return (bridge and bridge[1:3], sw.addresses("br0"), [bridge and port and port[4] == bridge[0] for port in ports],
                uplink and uplink[1:3], own.addresses("uplink"), own.routes())


def switch(_):
    """The bridge, and whether all ports are in it: a thousand are plugged again one after the other."""
    hosts = sum(name.startswith("n") for name in os.listdir("/run/netns"))
    with Rtnl("sw") as sw:
        bridge = sw.link("br0")
        ports = (sw.link(f"p{i}") for i in range(hosts))
        return bridge and (bridge[1:3], sw.addresses("br0"), all(port and port[4] == bridge[0] for port in ports))


def inside(call):
    """Done inside the victim's namespace, by a socket that is opened before the clock starts."""
    def hit(i):
        with Rtnl(f"n{i}") as there:
            begun = time.monotonic()
            call(there)
            return begun
    return hit


def at_switch(call):
    def hit(i):
        with Rtnl("sw") as there:
            begun = time.monotonic()
            call(there, f"p{i}")
            return begun
    return hit


def moved(i):
    with Rtnl("sw") as there:
        into = os.open(rtnl.path(f"n{(i + 1) % 10}"), os.O_RDONLY)
        begun = time.monotonic()
        there.change(f"p{i}", into=into)
        os.close(into)
        return begun


def deleted(i):
    """As ip netns del does."""
    begun = time.monotonic()
    rtnl.unmount(rtnl.path(f"n{i}"))
    os.unlink(rtnl.path(f"n{i}"))
    return begun


def deleted_busy(i):
    """The processes go on in the namespace that has lost its name; they are ended when it has a successor."""
    child = subprocess.Popen(["nsenter", f"--net=/run/netns/n{i}", "--", "sleep", "3"], stderr=subprocess.DEVNULL)
    time.sleep(0.05)
    return deleted(i), child


def by_program(script):
    """Changes that other programs make: the clock starts when the change is first seen."""
    def hit(i):
        return None, subprocess.Popen(["sh", "-c", script.format(i=i)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return hit


def uplink_down(_):
    with Rtnl(rtnl.HOST) as own:
        begun = time.monotonic()
        own.change("uplink", up=False)
        return begun


def bridge_deleted(_):
    with Rtnl("sw") as there:
        begun = time.monotonic()
        there.delete("br0")
        return begun


def rules(i):
    return rtnl.nft_rules(f"n{i}")


def sysctl(i, path="net/ipv4/conf/all/arp_ignore", value=None):
    try:
        with rtnl.inside(f"n{i}"), open(f"/proc/sys/{path}", "r+" if value else "r") as file:
            begun = time.monotonic()
            return file.write(value) and begun if value else file.read()
    except OSError:
        return None


def switch_forwarding(value):
    with rtnl.inside("sw"), open("/proc/sys/net/ipv4/ip_forward", "r+" if value else "r") as file:
        begun = time.monotonic()
        return file.write(value) and begun if value else file.read()


def written(path, text):
    with open(path, "w") as file:
        begun = time.monotonic()
        file.write(text)
    return begun


def limit(i):
    try:
        with open(lab.cgroup(f"g{i}", "pids.max")) as file:
            return file.read()
    except (OSError, TypeError):
        return None


def limit_raised(i):
    return written(lab.cgroup(f"g{i}", "pids.max"), "77")


def cgroup_removed(i):
    folder = lab.cgroup(f"g{i}", "")
    begun = time.monotonic()
    os.rmdir(folder)
    return begun


def is_limited(pid, i):
    """Whether the process is in the cgroup in the hierarchy that counts processes."""
    with open(f"/proc/{pid}/cgroup") as file:
        return any(line.rstrip().endswith(f"/topo/lab/g{i}") for line in file if ":pids:" in line or line.startswith("0::/topo"))


def process_appears(i):
    child = subprocess.Popen(["nsenter", f"--net=/run/netns/n{i}", "--", "sleep", "1000"], stderr=subprocess.DEVNULL)
    while os.readlink(f"/proc/{child.pid}/ns/net") == os.readlink("/proc/self/ns/net"):
        time.sleep(0.0002)
    return time.monotonic(), child, lambda: is_limited(child.pid, i), True


def process_leaves(target):
    def hit(i):
        _, child, probe, _ = process_appears(i)
        while not probe():
            time.sleep(0.01)
        group = lab.cgroup(f"g{i}", "")
        for _ in range(target.count("..")):
            group = os.path.dirname(group.rstrip("/"))
        return written(os.path.join(group, os.path.basename(target)), str(child.pid)), child, probe, True
    return hit


class Kind:
    """whom: which resource is hit, so that one is not hit so often that it counts as a fight."""

    def __init__(self, name, hit, probe, whom="n{i}"):
        self.name, self.hit, self.probe, self.whom = name, hit, probe, whom


KINDS = [
    Kind("interface deleted", inside(lambda there: there.delete("eth0")), host),
    Kind("interface renamed", at_switch(lambda there, port: there.change(port, name="mine")), host),
    Kind("interface moved", moved, host),
    Kind("link set down", inside(lambda there: there.change("eth0", up=False)), host),
    Kind("link of the host set down", uplink_down, middle, "uplink"),
    Kind("loopback set down", inside(lambda there: there.change("lo", up=False)), host),
    Kind("MTU", inside(lambda there: there.change("eth0", mtu=1300)), host),
    Kind("MAC", inside(lambda there: there.change("eth0", mac=b"\x02\0\0\0\0\x99")), host),
    Kind("bridge port taken out", at_switch(lambda there, port: there.change(port, master=0)), host),
    Kind("bridge deleted", bridge_deleted, switch, "sw"),
    Kind("address removed", lambda i: inside(lambda there: there.address("eth0", f"{lab.address(i)}/16", False))(i), host),
    Kind("address added", inside(lambda there: there.address("eth0", "10.77.0.1/16", True)), host),
    Kind("route removed", inside(lambda there: there.route("default", None, False)), host),
    Kind("route changed", inside(lambda there: there.route("default", "10.0.0.99", True, replace=True)), host),
    Kind("route added", inside(lambda there: there.route("10.50.0.0/16", "10.0.0.1", True, protocol=199)), host),
    Kind("namespace deleted", deleted, host),
    Kind("namespace deleted, in use", deleted_busy, host),
    Kind("iptables -t nat -F", by_program("exec nsenter --net=/run/netns/n{i} iptables -t nat -F"), rules, "nat{i}"),
    Kind("iptables-restore, old dump", by_program("printf '*nat\\nCOMMIT\\n' | nsenter --net=/run/netns/n{i} iptables-restore"), rules, "nat{i}"),
    Kind("nft flush ruleset", by_program("exec nsenter --net=/run/netns/n{i} nft flush ruleset"), rules, "nat{i}"),
    Kind("sysctl", lambda i: sysctl(i, value="0"), sysctl, "sysctl{i}"),
    Kind("forwarding", lambda i: switch_forwarding("0"), lambda i: switch_forwarding(None), "forwarding"),
    Kind("limit raised", limit_raised, limit, "g{i}"),
    Kind("cgroup removed", cgroup_removed, limit, "g{i}"),
    Kind("process appears", process_appears, None, "g{i}"),
    Kind("process leaves for the root", process_leaves("../../../cgroup.procs"), None, "g{i}"),
]
