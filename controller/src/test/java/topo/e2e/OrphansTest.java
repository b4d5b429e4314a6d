package topo.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import topo.api.Mark;

/** What bears topo's mark and nobody remembers is listed, and deleted only when asked for; all else stays. */
class OrphansTest {
    private static final String OTHER = """
            apiVersion: topo/v1
            kind: Topology
            metadata: { name: other }
            spec:
              namespaces: [{ name: green }]
              bridges: [{ name: br9, addresses: [172.28.0.1/24] }]
              veths: [{ endpoints: [{ namespace: green, name: eth0 }, { name: v-green, bridge: br9 }] }]
              routes: [{ to: 172.27.0.0/16, via: 172.28.0.2 }, { to: 172.26.0.0/16, type: blackhole }]
              nat: [{ type: masquerade, source: 172.28.0.0/24 }, { type: masquerade, source: "fd28::/64" }]
              cgroups: [{ name: all, namespaces: [green], pids: { max: 50 } }]
            """;
    private static final String FOREIGN = """
            ip netns add theirs
            ip link add theirbr type bridge
            ip link set theirbr up alias 'not topo:lab'
            ip link add grouped type bridge
            ip link set grouped group 1409286143
            ip route add blackhole 172.29.0.0/16 table 77
            iptables -t nat -N TOPO-THEIRS
            iptables -t nat -A POSTROUTING -s 172.30.0.0/24 -m comment --comment "topo:lab:jump" -j MASQUERADE
            """;

    @AutoClose
    private final Sandbox box = Sandbox.open();

    @BeforeEach
    void require() {
        Lab.require(box);
    }

    private String orphans() {
        return box.topo("get", "--orphans").expect(0).out();
    }

    @Test
    void aTopologyWhoseRecordIsLostIsListedAndDeletedWhole() {
        box.sh(FOREIGN);
        box.topo("apply", box.file("other.yaml", OTHER)).expect(0);
        assertEquals("", orphans(), "what is remembered is no orphan");
        Picture.settle(box);
        String before = Picture.whole(box);
        box.apply(Lab.DOCUMENT).expect(0);
        assertEquals("", orphans(), "what is remembered is no orphan");
        box.sh("rm -r /var/lib/topo/topologies/lab");
        String listed = orphans();
        for (String expected : List.of("namespace red - alias topo:lab of lo lab", "bridge br0 sw alias topo:lab lab",
                "veth uplink - alias topo:lab lab", "veth eth0 red alias topo:lab lab", "route 10.0.0.0/24 - protocol 199 lab",
                "cgroup lab - folder topo/lab lab")) {
            assertTrue(listed.replaceAll(" +", " ").contains(expected + "\n"), expected + " is not in\n" + listed);
        }
        assertFalse(listed.contains("other"), listed);
        Picture.settle(box);
        String marked = Picture.whole(box);
        box.topo("destroy", "--orphans", "--dry-run").expect(0).says("- namespace red").says("- veth");
        Picture.assertSame(marked, Picture.whole(box), "a dry run changed");
        box.topo("destroy", "--orphans").expect(0).says("- namespace red").says("Orphans of topology lab: ");
        assertEquals("", orphans());
        Picture.assertSame(before, Picture.whole(box), "more than the orphans was changed");
        box.apply(OTHER).expect(0).says("No changes.");
    }

    /** In the host's namespace, where nothing goes with a namespace; chains in both backends and families, and marks without a name. */
    @Test
    void marksWithoutANameAreFoundAndDeleted() {
        box.sh(FOREIGN);
        box.topo("apply", box.file("other.yaml", OTHER)).expect(0);
        Picture.settle(box);
        String before = Picture.whole(box);
        String gone = new Mark("gone").chainPrefix();
        StringBuilder chains = new StringBuilder();
        for (String tool : List.of("iptables-nft", "ip6tables-nft", "iptables-legacy", "ip6tables-legacy")) {
            chains.append(tool + " -t nat -N TOPO-0badcafe-PRE; " + tool + " -t nat -A PREROUTING -j TOPO-0badcafe-PRE; "
                    + tool + " -t nat -A TOPO-0badcafe-PRE -p tcp -j RETURN; " + tool + " -t nat -N " + gone + "-POST; "
                    + tool + " -t nat -A " + gone + "-POST -m comment --comment topo:gone:00000000:0000000000000000 -j RETURN; "
                    + tool + " -t nat -A POSTROUTING -m comment --comment topo:gone:jump -j " + gone + "-POST\n");
        }
        box.sh(chains + """
                ip link add bare type bridge; ip link set bare group 0x54badbad
                ip link add pa type veth peer name pb netns theirs; ip link set pa alias topo:gone
                ip -n theirs link set pb group 0x54badbad
                ip route add blackhole 172.25.0.0/16 proto 199
                ip route add unreachable 172.24.0.0/16 proto 199 table 9 metric 7
                ip -6 route add blackhole fd24::/64 proto 199
                ip -n theirs route add blackhole 172.25.0.0/16 proto 199
                """);
        box.sh("mkdir -p " + box.cgroups().all().get(0).place() + "/topo/gone/a");
        String listed = orphans().replaceAll(" +", " ");
        for (String expected : List.of("bridge bare - group 0x54badbad 0x54badbad", "veth pa - alias topo:gone gone",
                "veth pb theirs group 0x54badbad 0x54badbad", "route 172.25.0.0/16 - protocol 199 unknown",
                "route 172.25.0.0/16 theirs protocol 199 unknown", "route 172.24.0.0/16 metric 7 table 9 - protocol 199 unknown",
                "route fd24::/64 - protocol 199 unknown", "cgroup gone - folder topo/gone gone")) {
            assertTrue(listed.contains(expected + "\n"), expected + " is not in\n" + listed);
        }
        for (String where : List.of("(IPv4, nft)", "(IPv6, nft)", "(IPv4, legacy)", "(IPv6, legacy)")) {
            assertTrue(listed.contains("nat chain TOPO-0badcafe-PRE " + where + " - chain TOPO-0badcafe 0x54adcafe\n"), where + " in\n" + listed);
            assertTrue(listed.contains("nat chain " + gone + "-POST " + where + " - chain " + gone + " gone\n"), where + " in\n" + listed);
        }
        assertFalse(listed.contains("other") || listed.contains("172.26") || listed.contains("THEIRS") || listed.contains("theirbr"), listed);
        String json = box.topo("get", "--orphans", "-o", "json").expect(0).out().replaceAll("\\s+", " ");
        assertTrue(json.contains("{ \"kind\" : \"route\", \"namespace\" : \"theirs\", \"name\" : \"172.25.0.0/16\","
                + " \"mark\" : \"protocol 199\", \"topology\" : null }"), json);
        box.topo("destroy", "--orphans").expect(0);
        assertEquals("", orphans());
        Picture.assertSame(before, Picture.whole(box), "more than the orphans was changed");
        box.apply(OTHER).expect(0).says("No changes.");
        box.topo("destroy", "other").expect(0);
    }

    /** The second topology can take nothing of a first one whose record is gone: the marks tell the owner. */
    @Test
    void whatALostTopologyHasIsRefusedToAnother() {
        box.topo("apply", box.file("other.yaml", OTHER)).expect(0);
        box.sh("rm -r /var/lib/topo; ip link add bare type bridge; ip link set bare group 0x54badbad");
        Picture.settle(box);
        String before = Picture.whole(box);
        String taken = "belongs to topology other; destroy that one or rename this one";
        refused("namespaces: [{ name: green }]", "create namespace green: EEXIST: " + taken, before);
        refused("bridges: [{ name: br9 }]", "create bridge br9: EEXIST: " + taken, before);
        refused("veths: [{ endpoints: [{ name: v-green }, { name: w-green }] }]", "create veth v-green: EEXIST: " + taken, before);
        refused("routes: [{ to: 172.27.0.0/16, type: blackhole }]", "create route 172.27.0.0/16: EEXIST: " + taken, before);
        refused("routes: [{ to: 172.26.0.0/16, type: blackhole }]", "create route 172.26.0.0/16: EEXIST: exists and bears the route protocol"
                + " 199, which tells no topology that is known; --adopt takes it over", before);
        refused("nat: [{ type: masquerade, source: 172.28.0.0/24 }]", "create nat masquerade 172.28.0.0/24: EEXIST: " + taken, before);
        refused("nat: [{ type: masquerade, source: \"fd28::/64\" }]", "create nat masquerade fd28::/64: EEXIST: " + taken, before);
        refused("bridges: [{ name: bare }]", "create bridge bare: EEXIST: exists and bears the group 0x54badbad, which tells no topology", before);
        // The one whose record is gone gets all of it back, the blackhole too, which only its other marks vouch for.
        box.topo("apply", box.file("other.yaml", OTHER)).expect(0).says("No changes.");
    }

    private void refused(String spec, String complaint, String before) {
        String document = "apiVersion: topo/v1\nkind: Topology\nmetadata: { name: second }\nspec:\n  " + spec + "\n";
        box.apply(document).expect(3).complains(complaint);
        Picture.assertSame(before, Picture.whole(box), spec + " changed");
        assertEquals("", box.sh("ls /var/lib/topo/topologies 2>/dev/null || true"), "and nothing is remembered");
    }

    /** Routes bear only topo's protocol: one topology's prune and destroy leave the other's alone, with and without a record. */
    @Test
    void routesOfTwoTopologiesInOneNamespaceStayApart() {
        box.sh("ip link add there type bridge; ip link set there up; ip address add 198.51.100.1/24 dev there");
        String one = routes("one", "10.1.0.0/16", "10.2.0.0/16");
        String two = routes("two", "10.3.0.0/16", "10.4.0.0/16");
        box.apply(one).expect(0);
        box.apply(two).expect(0);
        box.apply(routes("one", "10.1.0.0/16")).expect(0).says("- route 10.2.0.0/16").doesNotSay("10.3").doesNotSay("10.4");
        assertEquals("10.1 10.3 10.4", routed());
        box.sh("rm -r /var/lib/topo/topologies/two");
        box.apply(routes("one", "10.1.0.0/16", "10.5.0.0/16")).expect(0);
        assertEquals("10.1 10.3 10.4 10.5", routed());
        box.topo("destroy", "one").expect(0);
        assertEquals("10.3 10.4", routed());
        box.topo("destroy", "two").expect(4).complains("no topology \"two\"");
        assertEquals("10.3 10.4", routed(), "a route that no record claims is no topology's own");
        box.apply(two).expect(3);
        box.apply(two, "--adopt").expect(0).says("owner: nobody -> topo");
        box.topo("destroy", "two").expect(0);
        assertEquals("", routed());
    }

    private String routed() {
        return String.join(" ", box.sh("ip route show proto 199").lines().map(line -> line.substring(0, 4)).sorted().toList());
    }

    private static String routes(String name, String... prefixes) {
        StringBuilder document = new StringBuilder("apiVersion: topo/v1\nkind: Topology\nmetadata: { name: " + name + " }\nspec:\n  routes:\n");
        Stream.of(prefixes).forEach(prefix -> document.append("    - { to: " + prefix + ", via: 198.51.100.2 }\n"));
        return document.toString();
    }
}
