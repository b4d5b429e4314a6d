"""The controller as a service of systemd: topo.service and topo.socket."""
import os
import pathlib
import signal
import unittest

from host import EXAMPLES, document, eventually, sh, topo

OPTIONS = pathlib.Path("/etc/default/topo")
LAB = """
  namespaces: [{ name: served }]
  bridges: [{ name: br-served, addresses: [10.210.0.1/24] }]
  veths:
    - endpoints:
        - { namespace: served, name: eth0, addresses: [10.210.0.2/24] }
        - { name: veth-served, bridge: br-served }
  routes: [{ to: 10.211.0.0/24, via: 10.210.0.2 }]
  sysctls: [{ name: net.ipv4.ip_forward, value: 1 }]
  cgroups: [{ name: served, namespaces: [served], memory: { max: 50M }, pids: { max: 20 } }]
"""


def show(name):
    return sh(f"systemctl show -p {name} --value topo.service").out.strip()


def main_pid():
    return int(show("MainPID"))


def links():
    return sh("ip -o link; ip -n served -o link; ip netns").out


class Service(unittest.TestCase):

    @classmethod
    def setUpClass(cls):
        cls.file = document("served", LAB)
        topo(f"apply {cls.file}")

    @classmethod
    def tearDownClass(cls):
        sh("systemctl disable --now topo.socket topo.service", None)
        sh("systemctl stop systemd-networkd.socket systemd-networkd; rm -rf /etc/systemd/network/99-all.network", None)
        OPTIONS.unlink(missing_ok=True)
        sh("rm -f /etc/topo/topologies.d/*; topo destroy --all", None)

    def assert_kept(self):
        self.assertIn("No changes", topo(f"diff {self.file}").out)

    def test_1_units(self):
        """systemd finds no fault in the units, and none was started or enabled by the package"""
        checked = sh("systemd-analyze verify --man=no topo.service topo.socket topo-apply.service")
        self.assertEqual("", checked.out + checked.err)
        for unit in "topo.service", "topo.socket":
            self.assertEqual("disabled\n", sh(f"systemctl is-enabled {unit}", status=1).out)
            self.assertEqual("inactive\n", sh(f"systemctl is-active {unit}", status=3).out)
        print(sh("systemd-analyze security topo.service --no-pager | tail -1").out.strip())

    def test_2_start(self):
        """start returns once it is ready; what was right is not written again; folders and the group are as they should be"""
        before = links()
        sh("systemctl start topo.service || { journalctl --no-pager -u topo; exit 1; }")
        self.assertEqual("running", show("SubState"))
        self.assertEqual(before, links())
        topo("wait served --for ready --timeout 60s")
        self.assertEqual("755 root:root\n700 root:root\n", sh("stat -c '%a %U:%G' /run/topo /var/lib/topo").out)
        sh("getent group topo")

    def test_3_heals(self):
        """hardened as it is, it mends a link, a namespace, a sysctl, a route and a limit; the host sees the new namespace"""
        sh("ip link delete veth-served; sysctl -qw net.ipv4.ip_forward=0")
        eventually(lambda: sh(f"topo diff {self.file}", None).status == 0, "a link and a sysctl are back", 60)
        sh("ip netns delete served; echo max >/sys/fs/cgroup/topo/served/served/memory.max")
        eventually(lambda: sh(f"topo diff {self.file}", None).status == 0, "a namespace and a limit are back", 60)
        sh("ip netns exec served ping -c 1 -W 5 10.210.0.1")
        sh("ip route delete 10.211.0.0/24")
        eventually(lambda: "10.211" in sh("ip route").out, "the route is back", 60)

    def test_4_nat(self):
        """it runs iptables: NAT that was flushed is back"""
        sh(f"cp {EXAMPLES}/quickstart.yaml /etc/topo/topologies.d/")
        eventually(lambda: "quickstart" in topo("get").out, "the file was seen", 60)
        topo("wait quickstart --for ready --timeout 60s")
        sh("ip netns exec router iptables -t nat -F")
        eventually(lambda: sh(f"topo diff {EXAMPLES}/quickstart.yaml", None).status == 0, "the rules are back", 60)

    def test_5_reload(self):
        """reload reads all again, and is over when systemctl returns; the process stays"""
        pid = main_pid()
        sh("systemctl reload topo.service")
        self.assertEqual(("running", pid), (show("SubState"), main_pid()))
        self.assert_kept()

    def test_6_restart(self):
        """restart leaves every link as it is; so does a kill, after which systemd starts it again"""
        before = links()
        sh("systemctl restart topo.service")
        self.assertEqual(before, links())
        pid = main_pid()
        os.kill(pid, signal.SIGKILL)
        eventually(lambda: main_pid() not in (0, pid) and show("SubState") == "running", "systemd has started it again", 60)
        self.assertEqual(before, links())
        topo("wait served --for ready --timeout 60s")

    def test_7_watchdog(self):
        """one that hangs is ended by the watchdog and started again; one that works is not"""
        sh("mkdir -p /run/systemd/system/topo.service.d")
        pathlib.Path("/run/systemd/system/topo.service.d/watch.conf").write_text("[Service]\nWatchdogSec=6\n")
        sh("systemctl daemon-reload; systemctl restart topo.service")
        self.addCleanup(sh, "rm -r /run/systemd/system/topo.service.d; systemctl daemon-reload; systemctl restart topo.service")
        pid = main_pid()
        sh("sleep 15")
        self.assertEqual(pid, main_pid())
        os.kill(pid, signal.SIGSTOP)
        eventually(lambda: main_pid() not in (0, pid) and show("SubState") == "running", "another one runs", 120)
        self.assertIn("Watchdog timeout", sh("journalctl --no-pager -u topo.service").out)

    def test_8_git(self):
        """labs from a repository, by the options in /etc/default/topo"""
        if sh("command -v git", None).status:
            self.skipTest("no git")
        sh("rm -rf /root/labs; git init -q -b main /root/labs; cp /usr/share/doc/topo/examples/host-veth.yaml /root/labs/;"
           " cd /root/labs; git add .; git -c user.name=a -c user.email=a@b commit -qm first")
        OPTIONS.write_text('TOPO_OPTIONS="--source git:file:///root/labs/.git#main"\n')
        sh("systemctl restart topo.service")
        self.addCleanup(OPTIONS.unlink)
        self.assertIn("main@sha1:" + sh("git -C /root/labs rev-parse HEAD").out.strip(), topo("sync").out)
        topo("wait host-veth --for ready --timeout 60s")

    def test_9_networkd(self):
        """networkd, told to manage every link, keeps off ours, our routes and their addresses, also when it is restarted"""
        for link in "br-served", "veth-served":
            self.assertIn("ID_NET_MANAGED_BY=topo", sh(f"udevadm info /sys/class/net/{link}").out)
        pathlib.Path("/etc/systemd/network/99-all.network").write_text(
            "[Match]\nName=br-* veth-*\n[Network]\nDHCP=no\nLinkLocalAddressing=no\n[Link]\nMTUBytes=1280\n")
        before = sh("ip -o address show br-served; ip route; ip -o link show br-served; ip -o link show veth-served").out
        sh("systemctl restart systemd-networkd; sleep 3; systemctl restart systemd-networkd; sleep 3")
        for link in "br-served", "veth-served":
            self.assertRegex(sh(f"networkctl --no-pager list {link}").out, f"{link} .*unmanaged")
        self.assertEqual(before, sh("ip -o address show br-served; ip route; ip -o link show br-served; ip -o link show veth-served").out)
        self.assert_kept()

    def test_a_socket(self):
        """topo.socket: for root and the group topo; the first command starts the controller"""
        sh("systemctl stop topo.service; systemctl start topo.socket")
        self.assertEqual("660 root:topo\n", sh("stat -c '%a %U:%G' /run/topo/topo.sock").out)
        self.assertEqual("inactive\n", sh("systemctl is-active topo.service", status=3).out)
        topo("get")
        eventually(lambda: show("SubState") == "running", "it was started", 60)
        self.assertIn("served", topo("get").out)
        sh("systemctl restart topo.service; topo get; systemctl stop topo.socket topo.service")
        self.assertFalse(os.path.exists("/run/topo/topo.sock"))

    def test_b_stop(self):
        """stop leaves the labs; nothing has failed, and the journal has no complaint of systemd's about the unit"""
        sh("systemctl start topo.service; systemctl stop topo.service")
        self.assert_kept()
        sh("ip netns exec served ping -c 1 -W 5 10.210.0.1")
        self.assertEqual("", sh("systemctl --failed --no-legend --plain").out)
        self.assertNotIn("topo.service: Unknown", sh("journalctl --no-pager -b").out)
