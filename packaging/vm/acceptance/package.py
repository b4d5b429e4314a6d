"""Installing, removing, purging and installing again; what the package brings."""
import os
import pathlib
import unittest

from host import EXAMPLES, cgroup_folders, sh, topo

# What changes on a host with every package, or by itself.
NOISE = r"^/(proc|sys|dev|run|tmp|root|var/(lib/(dpkg|apt|systemd)|log|tmp|cache/(man|apt|ldconfig|private)))(/|$)|^/etc/(mtab|resolv.conf)"


def files():
    found = sh(rf"find / -xdev \( -path /proc -o -path /sys \) -prune -o -print | grep -Ev '{NOISE}' | sort").out
    return set(found.splitlines())


def install(package="topo.deb"):
    return sh(f"DEBIAN_FRONTEND=noninteractive apt-get install -y --allow-downgrades ./{package}", limit=600)


class Package(unittest.TestCase):

    @classmethod
    def setUpClass(cls):
        os.chdir("/run/acceptance")
        # Certificates and the like of what was installed with the machine are settled before the first look.
        cls.before = files()

    def test_1_installs(self):
        """apt-get install ./topo.deb, with what it depends on from Debian"""
        install()
        self.assertRegex(topo("--version").out, r"^topo \d")
        self.assertEqual("", sh("dpkg -V topo").out)

    def test_2_removes(self):
        """remove leaves running labs and what is remembered; purge says what it leaves and takes the rest"""
        topo(f"apply {EXAMPLES}/quickstart.yaml {EXAMPLES}/compose.yaml")
        sh("apt-get remove -y topo", limit=300)
        self.assertEqual(1, sh("ls /usr/bin/topo /var/cache/topo /usr/share/topo", status=None).out.count("\n") + 1)
        self.assertTrue(os.path.isdir("/var/lib/topo/topologies"), "what is remembered is gone")
        sh("ip netns exec red ping -c 1 -W 5 192.0.2.1")
        said = sh("apt-get purge -y topo", limit=300)
        self.assertRegex(said.out + said.err, r"compose.*quickstart|quickstart.*compose")
        self.assertIn("topo destroy --orphans", said.out + said.err)
        sh("ip netns exec red ping -c 1 -W 5 192.0.2.1")

    def test_3_purge_leaves_no_file(self):
        """purge leaves no file behind"""
        self.assertEqual((set(), set()), (files() - self.before, self.before - files()))

    def test_4_finds_its_own_again(self):
        """installed again after a purge it deletes the labs by their marks, as the purge had said"""
        install()
        topo("destroy --orphans")
        self.assertEqual("", sh("ip netns list").out)
        self.assertEqual([], cgroup_folders())
        self.assertNotIn("TOPO", sh("iptables-save").out)

    def test_5_archive(self):
        """the class-data archive made at install is used; one that is damaged does no harm"""
        archives = list(pathlib.Path("/var/cache/topo").glob("topo.jsa"))
        self.assertEqual(1, len(archives), os.listdir("/var/cache/topo"))
        # With this the JVM refuses to start unless it can map the archive.
        strict = {"JDK_JAVA_OPTIONS": "-Xshare:on"}
        topo("--version", env=strict)
        archives[0].rename("/var/cache/topo/away")
        try:
            archives[0].write_bytes(b"no archive")
            self.assertNotEqual(0, topo("--version", None, strict).status)
            topo("--version")
        finally:
            os.rename("/var/cache/topo/away", archives[0])

    def test_6_manual(self):
        """man topo and man topo.yaml render without a complaint; apropos knows them"""
        for page, word in ("topo", "SYNOPSIS"), ("topo.yaml", "vlanFiltering"):
            shown = sh(f"LC_ALL=C.UTF-8 MANWIDTH=100 man --warnings {page}")
            self.assertIn(word, shown.out)
            self.assertEqual("", shown.err)
        self.assertIn("topo.yaml (5)", sh("mandb -q; apropos topo").out)

    def test_7_bash_completion(self):
        """bash completes commands, topologies and files through the bash-completion package"""
        topo(f"apply {EXAMPLES}/host-veth.yaml")
        try:
            self.assertEqual(["destroy"], self.completed("topo dest"))
            self.assertIn("host-veth", self.completed("topo destroy host"))
            self.assertIn("--dry-run", self.completed("topo apply --d"))
            self.assertEqual(["guest"], self.completed("topo exec gu"))
        finally:
            topo("destroy host-veth")

    @staticmethod
    def completed(line):
        script = f""". /usr/share/bash-completion/bash_completion
            _completion_loader topo
            COMP_LINE='{line}' COMP_POINT={len(line)} COMP_WORDS=({line}) COMP_CWORD={len(line.split()) - 1} COMPREPLY=()
            compopt() {{ :; }}
            _topo topo '{line.split()[-1]}' '{line.split()[-2]}'
            printf '%s\\n' "${{COMPREPLY[@]}}" """
        return sh(script).out.split()

    def test_8_zsh_completion(self):
        """zsh finds the completion by itself"""
        sh("zsh -n /usr/share/zsh/vendor-completions/_topo")
        self.assertEqual("_topo\n", sh("zsh -c 'autoload -Uz compinit; compinit -u -d /tmp/zcompdump; print $_comps[topo]'").out)

    def test_9_units(self):
        """systemd finds no fault in the units; none is enabled by itself"""
        checked = sh("systemd-analyze verify --man=no /usr/lib/systemd/system/topo*.service /usr/lib/systemd/system/topo.socket")
        self.assertEqual("", checked.out + checked.err)
        for unit in "topo-apply.service", "topo.service", "topo.socket":
            self.assertEqual("disabled\n", sh(f"systemctl is-enabled {unit}", status=1).out)
