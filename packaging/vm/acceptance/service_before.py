"""The package over itself while the controller runs; and what the next boot is to bring back by itself."""
import unittest

from host import EXAMPLES, eventually, sh, topo


class BeforeBoot(unittest.TestCase):

    def test_1_upgrade(self):
        """a package over a running controller restarts it and leaves its labs as they are; one that does not run is not started"""
        sh("dpkg -i /run/acceptance/topo-later.deb")
        self.assertEqual("inactive\n", sh("systemctl is-active topo.service", status=3).out)
        topo(f"apply {EXAMPLES}/quickstart.yaml")
        sh("systemctl enable --now topo.service")
        look = "ip -o link; ip netns; ip -n router -o link; ip -n red -o link"
        before, pid = sh(look).out, sh("systemctl show -p MainPID topo.service").out
        sh("dpkg -i /run/acceptance/topo-later.deb")
        self.assertNotEqual(pid, sh("systemctl show -p MainPID topo.service").out)
        self.assertEqual("active\n", sh("systemctl is-active topo.service").out)
        self.assertEqual(before, sh(look).out)

    def test_2_both(self):
        """topo.service and topo-apply.service do not disturb each other when both are enabled"""
        sh("systemctl enable topo-apply.service")
        eventually(lambda: topo("wait quickstart --for ready --timeout 60s").status == 0, "it is ready")
