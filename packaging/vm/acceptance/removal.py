"""The last of the package."""
import os
import unittest

from host import EXAMPLES, cgroup_folders, sh


class Removal(unittest.TestCase):

    def test_purge(self):
        """purge without labs names none; the administrator's own files stay, an enabled unit does not"""
        sh("systemctl stop topo.socket topo.service; topo destroy --all")
        sh(f"cp {EXAMPLES}/host-veth.yaml /etc/topo/topologies.d/")
        sh("systemctl enable topo-apply.service topo.service topo.socket")
        said = sh("apt-get purge -y -q topo", limit=300)
        self.assertNotIn("topologies stay", said.out + said.err)
        self.assertEqual(["/etc/topo/topologies.d/host-veth.yaml"], sh("find /etc/topo -type f").out.split())
        for gone in "/var/lib/topo", "/var/cache/topo", "/run/topo", "/usr/share/topo", "/usr/bin/topo":
            self.assertFalse(os.path.exists(gone), gone)
        self.assertEqual("", sh("find /etc/systemd /usr/lib/systemd -name 'topo*'; systemctl list-units --all 'topo*' --no-legend").out)
        self.assertEqual([], cgroup_folders())
