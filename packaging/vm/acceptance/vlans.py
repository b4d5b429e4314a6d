"""VLAN filtering of bridges, which not every kernel has (CONFIG_BRIDGE_VLAN_FILTERING)."""
import json
import unittest

from host import assert_same, document, network, sh, topo

SPEC = """
  namespaces: [{ name: sw }, { name: a }, { name: b }, { name: c }, { name: trunk }]
  bridges: [{ namespace: sw, name: br0, vlanFiltering: true }]
  veths:
    - endpoints:
        - { namespace: a, name: eth0, addresses: [10.30.0.1/24] }
        - { namespace: sw, name: pa, bridge: br0, pvid: 10 }
    - endpoints:
        - { namespace: b, name: eth0, addresses: [10.30.0.2/24] }
        - { namespace: sw, name: pb, bridge: br0, pvid: 10 }
    - endpoints:
        - { namespace: c, name: eth0, addresses: [10.30.0.3/24] }
        - { namespace: sw, name: pc, bridge: br0, pvid: 20 }
    - endpoints:
        - { namespace: trunk, name: eth0 }
        - { namespace: sw, name: pt, bridge: br0, vlans: [10, 20] }
"""


def vlans(port):
    """Each VLAN of a port with its flags."""
    found = json.loads(sh(f"ip netns exec sw bridge -j vlan show dev {port}").out)
    return {vlan["vlan"]: sorted(vlan.get("flags", [])) for vlan in found[0]["vlans"]} if found else {}


class Vlans(unittest.TestCase):

    @classmethod
    def setUpClass(cls):
        cls.before = network()
        cls.file = document("vlans", SPEC)

    def ping(self, netns, address, works=True):
        sh(f"ip netns exec {netns} ping -c 1 -W 3 {address}", status=0 if works else 1)

    def test_1_parts(self):
        """the same VLAN is reached, another one is not"""
        topo(f"apply {self.file}")
        self.assertIn("No changes.", topo(f"apply {self.file}").out)
        self.assertEqual({10: ["Egress Untagged", "PVID"]}, vlans("pa"))
        self.assertEqual({10: [], 20: []}, {vlan: flags for vlan, flags in vlans("pt").items() if vlan != 1})
        self.ping("a", "10.30.0.2")
        self.ping("a", "10.30.0.3", works=False)

    def test_2_trunk(self):
        """a trunk carries both, tagged"""
        for vlan, address in (10, "10.30.0.10/24"), (20, "10.30.0.20/24"):
            sh(f"ip -n trunk link add link eth0 name v{vlan} type vlan id {vlan} && ip -n trunk address add {address} dev v{vlan}"
               f" && ip -n trunk link set v{vlan} up")
            sh(f"ip netns exec trunk ping -c 1 -W 5 -I v{vlan} {'10.30.0.1' if vlan == 10 else '10.30.0.3'}")

    def test_3_moves(self):
        """a port moves to another VLAN where it stands"""
        index = sh("ip -n sw -o link show pb").out.split(":")[0]
        self.file.write_text(self.file.read_text().replace("name: pb, bridge: br0, pvid: 10", "name: pb, bridge: br0, pvid: 20"))
        topo(f"apply {self.file}")
        self.assertEqual(index, sh("ip -n sw -o link show pb").out.split(":")[0])
        self.ping("a", "10.30.0.2", works=False)
        self.ping("b", "10.30.0.3")

    def test_4_mends(self):
        """what was changed by hand is shown and mended"""
        sh("ip netns exec sw bridge vlan del vid 10 dev pt; ip netns exec sw bridge vlan add vid 30 dev pt")
        sh("ip -n sw link set br0 type bridge vlan_filtering 0")
        said = topo(f"diff {self.file}", status=1).out
        self.assertIn("vlanFiltering", said)
        self.assertIn("vlans", said)
        topo(f"apply {self.file}")
        self.assertEqual({10, 20}, set(vlans("pt")) - {1})
        self.assertIn("No changes", topo(f"diff {self.file}").out)

    def test_5_destroy(self):
        """destroy leaves nothing"""
        topo("destroy vlans")
        assert_same(self.before, network())
