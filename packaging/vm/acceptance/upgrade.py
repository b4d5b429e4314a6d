"""A later version of the package over this one, with labs running."""
import os
import unittest

from host import EXAMPLES, sh, topo
from package import install


class Upgrade(unittest.TestCase):

    def test_1_labs_survive(self):
        """an upgrade leaves running labs and what is remembered: diff is empty, processes run on"""
        os.chdir("/run/acceptance")
        topo(f"apply {EXAMPLES}/compose.yaml {EXAMPLES}/quickstart.yaml")
        sh("systemd-run --quiet --unit=server topo exec web -- python3 -m http.server 80")
        server = sh("curl -sI --retry 30 --retry-connrefused --retry-delay 1 http://172.20.0.1:8000; ip netns pids web").out
        before = sh("iptables-save | grep TOPO; ip -o link; ip -n router -o link").out
        old = os.stat("/var/cache/topo/topo.jsa").st_mtime
        install("topo-later.deb")
        self.assertRegex(sh("dpkg-query -W -f '${Version}' topo").out, r"\+1$")
        self.assertEqual("", sh("dpkg -V topo").out)
        self.assertIn("No changes", topo(f"diff {EXAMPLES}/compose.yaml {EXAMPLES}/quickstart.yaml").out)
        self.assertEqual(before, sh("iptables-save | grep TOPO; ip -o link; ip -n router -o link").out)
        self.assertEqual(server.split()[-1], sh("ip netns pids web").out.split()[-1])
        self.assertIn("200 OK", sh("curl -sI http://172.20.0.1:8000").out)
        self.assertGreater(os.stat("/var/cache/topo/topo.jsa").st_mtime, old, "the class-data archive is of the old version")

    def test_2_downgrade(self):
        """back to the earlier version: the same"""
        install()
        self.assertRegex(topo("get").out, r"(?s)compose +Synced.*quickstart +Synced")
        sh("systemctl stop server")
        topo("destroy compose quickstart")

    def test_3_configuration_is_kept(self):
        """a file of the administrator in /etc/topo survives an upgrade, and no unit is enabled by it"""
        sh(f"cp {EXAMPLES}/host-veth.yaml /etc/topo/topologies.d/")
        install("topo-later.deb")
        self.assertTrue(os.path.exists("/etc/topo/topologies.d/host-veth.yaml"))
        self.assertEqual("disabled\n", sh("systemctl is-enabled topo-apply.service", status=1).out)
        self.assertNotIn("guest", sh("ip netns list").out)
