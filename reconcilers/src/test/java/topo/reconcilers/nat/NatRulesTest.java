package topo.reconcilers.nat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import topo.api.Field;
import topo.api.InterfaceFacts;
import topo.api.Look;
import topo.api.Mark;
import topo.api.Resource;
import topo.api.ResourceId;
import topo.api.Resources;
import topo.api.net.IpPrefix;
import topo.api.net.NetnsName;
import topo.kernel.netfilter.IpFamily;

/** Which rules an entry stands for. */
class NatRulesTest {
    private static final NatMarks MARKS = new NatMarks(new Mark("shop"));

    private static List<String> rules(String entry, DefaultRoute route) {
        String interfaces = "  interfaces: [{ name: br0, addresses: [10.0.0.1/24, 10.0.0.1/16, \"fd00::1/64\"] }]\n";
        Resources all = Documents.read(interfaces + "  nat: [{ " + entry + " }]\n").resources();
        Look look = new Look(new Mark("shop"), all, Resources.NONE, null);
        Nat settled = new NatScene(look, route, EnumSet.allOf(IpFamily.class)).settle(all.of(Nat.class).get(0));
        List<String> lines = new ArrayList<>();
        for (NatRule rule : NatRules.of(settled, MARKS)) {
            lines.add(rule.family() + " " + rule.chain() + " " + rule.rule().body());
        }
        return lines;
    }

    private static List<String> rules(String entry) {
        return rules(entry, (look, netns, v6) -> Optional.empty());
    }

    @Test
    void masqueradeWithoutAddressesIsForBothFamilies() {
        assertEquals(List.of("IPv4 POSTROUTING -o eth0 -j MASQUERADE", "IPv6 POSTROUTING -o eth0 -j MASQUERADE"),
                rules("type: masquerade, outInterface: eth0"));
        assertEquals(List.of("IPv6 POSTROUTING -s fd00::/64 ! -d fd00::/8 ! -o eth0 -p udp -m udp --dport 53 -j MASQUERADE"),
                rules("type: masquerade, source: fd00::/64, destination: \"!fd00::/8\", outInterface: \"!eth0\", protocol: udp, port: 53"));
    }

    @Test
    void defaultRouteNamesADeviceForEachFamilyThatHasOne() {
        assertEquals(List.of("IPv4 POSTROUTING -o eth0 -j MASQUERADE", "IPv6 POSTROUTING -o wg0 -j MASQUERADE"),
                rules("type: masquerade, outInterface: \"@default-route\"", (look, netns, v6) -> Optional.of(v6 ? "wg0" : "eth0")));
        assertEquals(List.of("IPv4 POSTROUTING -o eth0 -j MASQUERADE"),
                rules("type: masquerade, outInterface: \"@default-route\"",
                        (look, netns, v6) -> v6 ? Optional.empty() : Optional.of("eth0")));
        assertEquals(List.of(), rules("type: masquerade, outInterface: \"@default-route\"", (look, netns, v6) -> Optional.of("a b")));
    }

    @Test
    void publishedPort() {
        assertEquals(List.of(
                "IPv4 PREROUTING -m addrtype --dst-type LOCAL -p tcp -m tcp --dport 8000 -j DNAT --to-destination 10.0.0.2:80",
                "IPv4 OUTPUT ! -d 127.0.0.0/8 -m addrtype --dst-type LOCAL -p tcp -m tcp --dport 8000 -j DNAT --to-destination 10.0.0.2:80",
                "IPv4 POSTROUTING -s 10.0.0.0/24 -d 10.0.0.2/32 -p tcp -m tcp --dport 80 -m conntrack --ctstate DNAT -j MASQUERADE",
                "IPv4 POSTROUTING -d 10.0.0.2/32 ! -o lo -p tcp -m tcp --dport 80 -m addrtype --src-type LOCAL "
                        + "-m conntrack --ctstate DNAT -j MASQUERADE"),
                rules("type: dnat, port: 8000, to: 10.0.0.2:80"));
    }

    @Test
    void backendOnNoDeclaredSegmentIsItsOwn() {
        assertEquals(List.of("IPv4 PREROUTING -d 192.0.2.0/24 -j DNAT --to-destination 172.16.0.9",
                "IPv4 POSTROUTING -s 172.16.0.9/32 -d 172.16.0.9/32 -m conntrack --ctstate DNAT -j MASQUERADE"),
                rules("type: dnat, destination: 192.0.2.0/24, to: 172.16.0.9, localOutput: false"));
    }

    @Test
    void inInterfaceKeepsTheSegmentIn() {
        assertEquals(List.of(
                "IPv4 PREROUTING -i eth0 -m addrtype --dst-type LOCAL -p udp -m udp --dport 53:54 "
                        + "-j DNAT --to-destination 10.0.0.2:153-154/53",
                "IPv4 PREROUTING -s 10.0.0.0/24 -m addrtype --dst-type LOCAL -p udp -m udp --dport 53:54 "
                        + "-j DNAT --to-destination 10.0.0.2:153-154/53",
                "IPv4 POSTROUTING -s 10.0.0.0/24 -d 10.0.0.2/32 -p udp -m udp --dport 153:154 -m conntrack --ctstate DNAT -j MASQUERADE"),
                rules("type: dnat, protocol: udp, port: 53-54, inInterface: eth0, to: 10.0.0.2:153-154, localOutput: false"));
    }

    @Test
    void backendsTakeTheirShareOfTheRest() {
        assertEquals(List.of(
                "IPv6 PREROUTING ! -d fd00::7/128 -p tcp -m tcp --dport 80 -m statistic --mode random --probability 0.16666666651 "
                        + "-j DNAT --to-destination fd00::2",
                "IPv6 PREROUTING ! -d fd00::7/128 -p tcp -m tcp --dport 80 -m statistic --mode random --probability 0.39999999991 "
                        + "-j DNAT --to-destination fd00::3",
                "IPv6 PREROUTING ! -d fd00::7/128 -p tcp -m tcp --dport 80 -j DNAT --to-destination [fd00::4]:8080"),
                rules("type: dnat, destination: \"!fd00::7\", port: 80, localOutput: false, hairpin: false, "
                        + "to: [\"fd00::2\", {address: \"fd00::3\", weight: 2}, {address: \"[fd00::4]:8080\", weight: 3}]"));
    }

    @Test
    void marksTellEntriesAndRulesApart() {
        ResourceId one = new ResourceId("nat", NetnsName.HOST, "masquerade");
        ResourceId two = new ResourceId("nat", new NetnsName("red"), "masquerade");
        String comment = MARKS.comment(NatMarks.entry(one), "-j MASQUERADE", "eth0");
        assertEquals(new NatMarks.Parsed(NatMarks.entry(one), "eth0"), MARKS.parse(comment));
        assertNotEquals(NatMarks.entry(one), NatMarks.entry(two));
        assertNotEquals(comment, MARKS.comment(NatMarks.entry(one), "-j RETURN", "eth0"));
        assertEquals("", MARKS.parse(MARKS.comment(NatMarks.entry(one), "x", null)).device());
        for (String other : List.of("", "topo:shop:jump", "topo:shop:", comment.substring(0, comment.length() - 6),
                comment.replace("shop", "shops"), comment.replace("@", "/"), "see " + comment)) {
            assertNull(MARKS.parse(other), other);
        }
        String longest = new NatMarks(new Mark("x".repeat(63))).comment(NatMarks.entry(one), "-j MASQUERADE", "abcdefghijklmno");
        assertEquals(110, longest.length());
    }

    @Test
    void comesAfterItsNamespaceAndTheDefaultRoute() {
        String entry = "{ namespace: gw, type: masquerade, outInterface: \"@default-route\" }";
        Nat nat = Documents.read("  namespaces: [{ name: gw }]\n  nat: [" + entry + "]\n").resources().of(Nat.class).get(0);
        NetnsName gw = new NetnsName("gw");
        Resources all = new Resources(List.of(nat, new Named(new ResourceId("route", gw, "default")),
                new Named(new ResourceId("route", gw, "10.0.0.0/8")),
                new Named(new ResourceId("route", NetnsName.HOST, "default"))));
        assertEquals(Set.of(new ResourceId("namespace", NetnsName.HOST, "gw"), new ResourceId("route", gw, "default")), nat.dependsOn(all));
        assertEquals(Set.of(), Documents.one("type: masquerade").dependsOn(all));
    }

    private record Named(ResourceId id) implements Resource {
        @Override
        public List<Field> fields() {
            return List.of();
        }

        @Override
        public Set<ResourceId> dependsOn(Resources all) {
            return Set.of();
        }
    }

    @Test
    void namesThePortThatABackendIsBehind() {
        NetnsName gw = new NetnsName("gw");
        InterfaceFacts port = new InterfaceFacts(gw, "pa", List.of(), "br0");
        InterfaceFacts other = new InterfaceFacts(gw, "pb", List.of(), "br0");
        Resources all = new Resources(List.of(new Pair(port, host("a", "10.0.0.2/24")), new Pair(other, host("b", "10.0.0.3/24"))));
        Nat nat = Documents.one("type: dnat, port: 80, to: 10.0.0.2:80");
        assertEquals(List.of(port), new Nat(gw, nat.match(), nat.action()).hairpinPorts(all));
        assertEquals(List.of(), nat.hairpinPorts(all));
        Nat off = Documents.one("type: dnat, port: 80, to: 10.0.0.2:80, hairpin: false");
        assertEquals(List.of(), new Nat(gw, off.match(), off.action()).hairpinPorts(all));
    }

    private static InterfaceFacts host(String netns, String address) {
        return new InterfaceFacts(new NetnsName(netns), "eth0", List.of(IpPrefix.parse(address)), null);
    }

    private record Pair(InterfaceFacts one, InterfaceFacts two) implements Resource {
        @Override
        public ResourceId id() {
            return new ResourceId("veth", one.netns(), one.name());
        }

        @Override
        public List<Field> fields() {
            return List.of();
        }

        @Override
        public Set<ResourceId> dependsOn(Resources all) {
            return Set.of();
        }

        @Override
        public List<InterfaceFacts> interfaces() {
            return List.of(one, two);
        }
    }
}
