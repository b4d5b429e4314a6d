"""iptables on nf_tables and on the legacy backend, chosen for one call and for the host."""
import unittest

from host import EXAMPLES, Background, assert_same, network, sh, topo

FILES = f"{EXAMPLES}/compose.yaml {EXAMPLES}/bridge-nat.yaml"


class Backends(unittest.TestCase):

    def setUp(self):
        self.background = Background()
        self.addCleanup(sh, "update-alternatives --auto iptables; update-alternatives --auto ip6tables", None)
        self.addCleanup(sh, "topo destroy --all", None)
        self.addCleanup(self.background.end)
        self.before = network()

    def use(self, backend, other, env=None):
        topo(f"apply {FILES}", env=env)
        self.assertIn("No changes", topo(f"diff {FILES}", env=env).out)
        for where in "", "ip netns exec gateway ":
            self.assertIn("TOPO", sh(f"{where}iptables-{backend}-save").out)
            self.assertNotIn("TOPO", sh(f"{where}iptables-{other}-save").out)
        self.background.start("exec ip netns exec web python3 -m http.server 80")
        self.assertIn("200 OK", sh("curl -sI http://172.20.0.1:8000").out)
        sh("ip netns exec red ping -c 1 -W 5 198.51.100.1")
        topo("destroy compose bridge-nat", env=env)
        self.background.end()
        assert_same(self.before, network())

    def test_1_variable_legacy(self):
        """TOPO_IPTABLES=legacy where the host has nft: rules, traffic, destroy"""
        self.use("legacy", "nft", {"TOPO_IPTABLES": "legacy"})

    def test_2_host_legacy(self):
        """the host's choice is legacy (update-alternatives): rules, traffic, destroy"""
        sh("update-alternatives --set iptables /usr/sbin/iptables-legacy; update-alternatives --set ip6tables /usr/sbin/ip6tables-legacy")
        self.use("legacy", "nft")

    def test_3_variable_nft(self):
        """TOPO_IPTABLES=nft where the host has legacy: rules, traffic, destroy"""
        sh("update-alternatives --set iptables /usr/sbin/iptables-legacy; update-alternatives --set ip6tables /usr/sbin/ip6tables-legacy")
        self.use("nft", "legacy", {"TOPO_IPTABLES": "nft"})
