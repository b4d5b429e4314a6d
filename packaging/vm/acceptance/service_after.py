"""After a boot with the controller enabled, its socket not: labs that were only applied are there again."""
import unittest

from host import cgroup_folders, sh, topo


class AfterBoot(unittest.TestCase):

    def test_1_back(self):
        """a lab that was applied by hand is back, verified, and traffic flows"""
        self.assertEqual("active\n", sh("systemctl is-active topo.service").out, sh("journalctl --no-pager -u topo", None).out)
        topo("wait quickstart --for ready --timeout 60s")
        sh("ip netns exec red ping -c 1 -W 5 192.0.2.1")
        self.assertEqual("", sh("systemctl --failed --no-legend --plain").out)

    def test_2_nothing(self):
        """destroy beside the running controller leaves nothing, and nothing comes back"""
        topo("destroy --all")
        sh("sleep 3")
        self.assertEqual("", sh("ip netns list").out)
        sh("systemctl disable --now topo.service topo-apply.service")
        self.assertEqual([], cgroup_folders())
