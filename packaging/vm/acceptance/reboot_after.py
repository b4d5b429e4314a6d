"""After a reboot in order."""
import unittest

from host import EXAMPLES, Background, cgroup_folders, sh, topo


class AfterReboot(unittest.TestCase):

    def setUp(self):
        self.background = Background()
        self.addCleanup(self.background.end)

    def test_1_service(self):
        """topo-apply.service has brought back what is in /etc/topo/topologies.d: in sync, and traffic flows"""
        self.assertEqual("active\n", sh("systemctl is-active topo-apply.service").out, sh("journalctl -u topo-apply").out)
        self.assertRegex(topo("get").out, r"compose +Synced")
        self.assertRegex(topo("get").out, r"load-balancer +Synced")
        self.background.start("exec topo exec web -- python3 -m http.server 80")
        self.assertIn("200 OK", sh("curl -sI http://172.20.0.1:8000").out)
        sh("ip netns exec client ping -c 1 -W 5 192.0.2.1")
        topo("exec web -- python3 -c 'bytearray(80 << 20)'", status=137)

    def test_2_out_of_sync(self):
        """what was applied by hand is remembered, and said to be out of sync"""
        self.assertRegex(topo("get").out, r"quickstart +OutOfSync")
        self.assertRegex(topo("get quickstart").out, r"bridge +lan +router +Missing")
        self.assertNotIn("red", sh("ip netns list").out.split())

    def test_3_back(self):
        """apply brings it back"""
        topo(f"apply {EXAMPLES}/quickstart.yaml")
        self.assertIn("No changes", topo(f"diff {EXAMPLES}/quickstart.yaml").out)
        sh("ip netns exec red ping -c 1 -W 5 192.0.2.1")

    def test_4_nothing(self):
        """destroy leaves nothing, of what the service applied too"""
        self.background.end()
        sh("systemctl disable --now topo-apply.service; rm /etc/topo/topologies.d/*")
        topo("destroy --all")
        self.assertEqual("", sh("ip netns list").out)
        self.assertEqual([], cgroup_folders())
        self.assertNotIn("TOPO", sh("iptables-save").out)
        self.assertNotIn("br-shop", sh("ip -o link").out)
        self.assertEqual("", sh("ls /var/lib/topo/topologies", None).out)
        self.assertEqual("0\n", sh("sysctl -n net.ipv4.ip_forward").out)
