"""Docker's daemon beside topo: neither harms the other's rules and traffic."""
import pathlib
import unittest

from host import EXAMPLES, Background, eventually, rules, sh, topo

# A client outside of this machine, on a cable to it.
OUTSIDE = """ip netns add outside-docker && ip link add out0 type veth peer name eth0 netns outside-docker
    ip address add 198.18.0.1/24 dev out0 && ip link set out0 up
    ip -n outside-docker address add 198.18.0.2/24 dev eth0 && ip -n outside-docker link set eth0 up
    ip -n outside-docker route add default via 198.18.0.1"""
PUBLISHED = 8090


def saved():
    return rules(sh("iptables-save; ip6tables-save").out)


def without_topo(found):
    """The rules that are not ours and do not lead to ours."""
    return [rule for rule in found if "TOPO" not in rule]


def ours(found):
    return [rule for rule in found if "TOPO" in rule]


def reaches(url, netns="outside-docker"):
    inside = f"ip netns exec {netns} " if netns else ""
    return sh(f"{inside}curl -s --max-time 20 {url}").out


class Docker(unittest.TestCase):

    @classmethod
    def setUpClass(cls):
        cls.background = Background()
        sh(OUTSIDE)
        sh("systemctl start docker", limit=300)
        image = pathlib.Path("/tmp/image")
        sh(f"mkdir -p {image}/bin {image}/www && cp /bin/busybox {image}/bin/ && echo from-docker >{image}/www/index.html"
           f" && tar -C {image} -c . | docker import - tiny")
        cls.run_container("published", f"-p {PUBLISHED}:80 -m 64m")
        cls.run_container("early", "--restart always -p 8091:80")
        # Docker drops all forwarding that is not its own, bridged traffic too. This is the place that it keeps for the administrator.
        sh("iptables -I DOCKER-USER -i br-shop -j ACCEPT; iptables -I DOCKER-USER -o br-shop -j ACCEPT")
        cls.docker_rules = saved()

    @classmethod
    def tearDownClass(cls):
        cls.background.end()
        sh("topo destroy --all; docker rm -f published early late; systemctl stop docker docker.socket containerd;"
           " iptables -P FORWARD ACCEPT; ip netns delete outside-docker; ip link delete docker0", status=None)

    @staticmethod
    def run_container(name, options):
        sh(f"docker run -d --name {name} {options} tiny /bin/busybox httpd -f -h /www", limit=300)

    def assert_docker_works(self):
        self.assertEqual("from-docker\n", reaches(f"http://198.18.0.1:{PUBLISHED}"))
        self.assertEqual("from-docker\n", reaches(f"http://198.18.0.1:{PUBLISHED}", None))
        self.assertEqual("from-docker\n", sh("docker exec published /bin/busybox wget -qO- http://127.0.0.1/").out)

    def assert_ours_works(self):
        self.assertIn("200 OK", sh("curl -sI http://172.20.0.1:8000").out)
        self.assertIn("200 OK", sh("ip netns exec db curl -sI http://172.20.0.3").out)
        self.assertIn("200 OK", sh("ip netns exec outside-docker curl -sI --max-time 20 http://198.18.0.1:8000").out)

    def test_1_before(self):
        """containers with published ports are reached from outside and from this machine"""
        self.assert_docker_works()

    def test_2_during(self):
        """apply leaves Docker's rules as they are, and its ports reachable"""
        topo(f"apply {EXAMPLES}/compose.yaml")
        self.background.start("exec topo exec web -- python3 -m http.server 80")
        self.assertEqual(self.docker_rules, without_topo(saved()))
        self.assert_docker_works()

    def test_3_ours(self):
        """our published port is reached beside Docker: from outside, from this machine, from service to service"""
        self.assert_ours_works()

    def test_4_new_container(self):
        """Docker starts and removes containers meanwhile; topo sees no difference"""
        before = ours(saved())
        self.run_container("late", "-p 8092:80")
        self.assertEqual("from-docker\n", reaches("http://198.18.0.1:8092"))
        self.assertEqual(before, ours(saved()))
        sh("docker rm -f late")
        self.assertIn("No changes", topo(f"diff {EXAMPLES}/compose.yaml").out)

    def test_5_restart(self):
        """systemctl restart docker leaves our rules and our traffic unharmed"""
        before = ours(saved())
        sh("systemctl restart docker", limit=300)
        eventually(lambda: "early" in sh("docker ps --format '{{.Names}}'").out, "Docker has started its container again")
        self.assertEqual(before, ours(saved()))
        self.assertIn("No changes", topo(f"diff {EXAMPLES}/compose.yaml").out)
        self.assert_ours_works()
        sh("docker start published")
        self.assert_docker_works()

    def test_6_destroy(self):
        """destroy leaves Docker's rules as they were before, and its ports reachable"""
        during = without_topo(saved())
        self.background.end()
        topo("destroy compose")
        self.assertEqual(during, saved())
        self.assert_docker_works()
        self.assertEqual("1\n", sh("sysctl -n net.ipv4.ip_forward").out, "Docker's forwarding was switched off")
