"""Every sample: what its head says to try works, a second apply changes nothing, destroy leaves nothing."""
import os
import pathlib
import re
import subprocess
import time
import unittest

from host import EXAMPLES, Background, assert_same, network, sh, topo

FOLDER = pathlib.Path("/run/acceptance/checkout")
# A line that ends with one "&", also one in a loop.
IN_BACKGROUND = re.compile(r"(?<!&)&\s*(#.*)?$", re.MULTILINE)


def head(sample):
    """The commands in the comment at a file's head, each complete, from "apply" on."""
    lines = []
    for line in sample.read_text().splitlines():
        if not line.startswith("#"):
            break
        if lines or "./topo apply" in line:
            lines.append(line[1:])
    commands, open_lines = [], []
    for line in lines:
        open_lines.append(line)
        text = "\n".join(open_lines)
        if subprocess.run(["bash", "-n", "-c", text], stderr=subprocess.DEVNULL).returncode == 0:
            commands.append(text.strip())
            open_lines = []
    if open_lines or not commands:
        raise AssertionError(f"{sample}: its head has no complete commands: {lines}")
    return commands


class Samples(unittest.TestCase):

    @classmethod
    def setUpClass(cls):
        # As in a checkout, which the heads are written for; the machine has no sudo.
        FOLDER.mkdir(exist_ok=True)
        for link, target in ("topo", "/usr/bin/topo"), ("samples", EXAMPLES):
            if not (FOLDER / link).exists():
                os.symlink(target, FOLDER / link)
        os.chdir(FOLDER)
        # The first call of each makes its tables.
        sh("iptables-nft -t nat -L; iptables-legacy -t nat -L")

    def setUp(self):
        self.background = Background()
        self.addCleanup(self.background.end)
        self.addCleanup(sh, "topo destroy --all", None)
        self.said = {}

    def follow(self, name):
        sample = EXAMPLES / f"{name}.yaml"
        before = network()
        commands = head(sample)
        self.assertIn("topo destroy", commands[-1])
        for command in commands[:-1]:
            self.run_one(command)
        again = topo(f"apply samples/{name}.yaml")
        self.assertIn("No changes.", again.out)
        self.background.end()
        sh("sudo() { \"$@\"; }\n" + commands[-1])
        assert_same(before, network())

    def run_one(self, command):
        script = "sudo() { \"$@\"; }\n" + command
        if IN_BACKGROUND.search(command):
            self.background.start(script + "\nwait")
            return
        # Services take their time to listen, IPv6 addresses to be valid.
        for attempt in range(15):
            result = sh(script, status=None)
            if result.status == 0 and ("load" in command or result.out or result.err):
                break
            time.sleep(1)
        self.assertEqual(0, result.status, str(result))
        self.said[command] = result.out

    def output(self, word):
        return "".join(text for command, text in self.said.items() if word in command)

    def test_host_veth(self):
        """host-veth"""
        self.follow("host-veth")

    def test_routed_pair(self):
        """routed-pair"""
        self.follow("routed-pair")

    def test_quickstart(self):
        """quickstart"""
        self.follow("quickstart")
        self.assertIn("200 OK", self.output("192.0.2.2:8080"))

    def test_bridge_nat(self):
        """bridge-nat"""
        self.follow("bridge-nat")

    def test_publish(self):
        """publish"""
        self.follow("publish")
        self.assertEqual(4, self.output("203.0.113.1:8000").count("200 OK"), self.said)

    def test_compose(self):
        """compose: the kernel kills what takes 80M of 50M"""
        self.follow("compose")
        self.assertEqual("137", self.output("bytearray").split()[-1])
        self.assertEqual(2, self.output("curl").count("200 OK"), self.said)

    def test_load_balancer(self):
        """load-balancer: each backend gets some of 30 connections"""
        self.follow("load-balancer")
        counts = {line.split()[1]: int(line.split()[0]) for line in self.output("sort").splitlines()}
        self.assertEqual({"one", "two", "three"}, set(counts))
        self.assertEqual(30, sum(counts.values()))

    def test_router(self):
        """router: IPv4 and IPv6"""
        self.follow("router")

    def test_none_is_left_out(self):
        """there is a check for each sample"""
        have = {name.removeprefix("test_").replace("_", "-") for name in dir(self) if name.startswith("test_")}
        self.assertEqual(set(), {sample.stem for sample in EXAMPLES.glob("*.yaml")} - have)
