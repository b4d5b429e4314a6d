"""A later version of the package over this one, with labs running."""
import os
import unittest

from host import EXAMPLES, sh, topo
from package import install

ARCHIVE = "/var/cache/topo/topo.jsa"
LABS = f"{EXAMPLES}/compose.yaml {EXAMPLES}/quickstart.yaml"


def kernel():
    return sh("iptables-save | grep TOPO; ip -o link; ip -n router -o link; ip netns pids web; find /sys/fs/cgroup/topo").out


class Upgrade(unittest.TestCase):

    @classmethod
    def setUpClass(cls):
        os.chdir("/run/acceptance")
        topo(f"apply {LABS}")
        sh("systemd-run --quiet --unit=server topo exec web -- python3 -m http.server 80")
        sh("curl -sI http://172.20.0.1:8000")
        sh(f"cp {EXAMPLES}/host-veth.yaml /etc/topo/topologies.d/")
        cls.before = kernel()
        cls.archived = os.stat(ARCHIVE).st_mtime
        install("topo-later.deb")

    @classmethod
    def tearDownClass(cls):
        sh("systemctl stop server; topo destroy --all", None)

    def test_1_version(self):
        """the later version is there, whole, with a class-data archive of its own"""
        self.assertRegex(sh("dpkg-query -W -f '${Version}' topo").out, r"\+1$")
        self.assertEqual("", sh("dpkg -V topo").out)
        self.assertGreater(os.stat(ARCHIVE).st_mtime, self.archived)
        topo("--version", env={"JDK_JAVA_OPTIONS": "-Xshare:on"})

    def test_2_labs_survive(self):
        """labs, their processes and their traffic survive it: the kernel's state is the same, diff is empty"""
        self.assertEqual(self.before, kernel())
        self.assertIn("No changes", topo(f"diff {LABS}").out)
        self.assertRegex(topo("get").out, r"(?s)compose +Synced.*quickstart +Synced")
        self.assertIn("200 OK", sh("curl -sI http://172.20.0.1:8000").out)

    def test_3_configuration_is_kept(self):
        """a file of the administrator's in /etc/topo survives it, and no unit is started by it"""
        self.assertTrue(os.path.exists("/etc/topo/topologies.d/host-veth.yaml"))
        self.assertEqual("disabled\n", sh("systemctl is-enabled topo-apply.service", status=1).out)
        self.assertNotIn("guest", sh("ip netns list").out)
