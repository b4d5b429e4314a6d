"""What the next boot finds: one lab that was only applied, and one that is to come by itself."""
import unittest

from host import EXAMPLES, sh, topo


class BeforeReboot(unittest.TestCase):

    def test_1_lab(self):
        """a lab is applied and in sync"""
        topo(f"apply {EXAMPLES}/quickstart.yaml")
        self.assertRegex(topo("get").out, r"quickstart +Synced")

    def test_2_service(self):
        """topo-apply.service applies what lies in /etc/topo/topologies.d; it is enabled"""
        sh(f"cp {EXAMPLES}/compose.yaml {EXAMPLES}/load-balancer.yaml /etc/topo/topologies.d/")
        sh("systemctl enable --now topo-apply.service || { journalctl --no-pager -u topo-apply; exit 1; }")
        self.assertRegex(topo("get").out, r"(?s)compose +Synced.*load-balancer +Synced")
