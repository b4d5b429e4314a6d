package topo.reconcilers.nat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import topo.api.ResourceId;
import topo.api.net.NetnsName;

/** What entries mean, and what is said of wrong ones. */
class NatKindTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "type: masquerade | masquerade",
        "type: masquerade, source: 10.0.0.0/24, outInterface: \"@default-route\" | masquerade 10.0.0.0/24 via @default-route",
        "type: masquerade, source: \"!10.0.0.0/24\", destination: 10.9.0.1, protocol: tcp, port: 80-90 "
                + "| masquerade !10.0.0.0/24 to 10.9.0.1 tcp/80-90",
        "type: snat, source: fd00::/64, outInterface: \"! eth0\", to: 2001:db8::5-2001:db8::9 | snat fd00::/64 via !eth0",
        "type: snat, outInterface: eth0, to: \"2001:db8::5\" | snat via eth0 (IPv6)",
        "type: dnat, port: 8000, to: 10.0.0.2:80 | dnat tcp/8000 on @local",
        "type: dnat, port: 8000, to: \"[fd00::2]:80\" | dnat tcp/8000 on @local (IPv6)",
        "type: dnat, protocol: udp, port: 5000-5010, destination: 192.0.2.1, inInterface: eth0, to: 10.0.0.2 "
                + "| dnat udp/5000-5010 on 192.0.2.1 from eth0",
        "type: dnat, destination: 192.0.2.1, to: 10.0.0.2 | dnat all on 192.0.2.1",
        "type: dnat, protocol: icmp, to: 10.0.0.2 | dnat icmp on @local",
    })
    void isNamedByWhatItAppliesTo(String entry, String name) {
        assertEquals(new ResourceId("nat", NetnsName.HOST, name), Documents.one(entry).id());
    }

    @Test
    void changedTargetKeepsTheIdentity() {
        Nat before = Documents.one("type: dnat, port: 8000, to: 10.0.0.2:80");
        Nat after = Documents.one("type: dnat, port: 8000, to: [10.0.0.2:80, {address: 10.0.0.3:80, weight: 3}], hairpin: false");
        assertEquals(before.id(), after.id());
        assertEquals(List.of("10.0.0.2:80", "10.0.0.3:80 weight 3"), value(after, "to"));
        assertEquals(false, value(after, "hairpin"));
    }

    private static Object value(Nat nat, String field) {
        return nat.fields().stream().filter(f -> f.name().equals(field)).findFirst().orElseThrow().value();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "type: dnt, port: 80, to: 10.0.0.2 | nat[0].type: \"dnt\" is not one of masquerade, snat, dnat (did you mean \"dnat\"?)",
        "source: 10.0.0.0/24 | nat[0]: the field \"type\" is missing",
        "type: snat, outInterface: eth0 | nat[0]: the field \"to\" is missing",
        "type: dnat, port: 80 | nat[0]: the field \"to\" is missing",
        "type: dnat, port: 80, to: [] | nat[0].to: has no backend; name one as ADDRESS:PORT",
        "type: masquerade, to: 192.0.2.1 "
                + "| nat[0].to: is not for masquerade, which takes the address of the interface; use type snat to name one",
        "type: masquerade, inInterface: eth0 "
                + "| nat[0].inInterface: is for dnat only; by then the packet is on its way out; use outInterface",
        "type: masquerade, hairpin: true | nat[0].hairpin: is for dnat only",
        "type: dnat, source: 10.0.0.0/8, port: 80, to: 10.0.0.2 | nat[0].source: is not for dnat, which applies to every source",
        "type: dnat, outInterface: eth0, port: 80, to: 10.0.0.2 "
                + "| nat[0].outInterface: is not for dnat, which is decided before the packet's way out is known; use inInterface",
        "type: masquerade, source: 10.0.0.1/24 | nat[0].source: 10.0.0.1/24 has host bits set (the network is 10.0.0.0/24)",
        "type: masquerade, source: \"@local\" | nat[0].source: expected an address or prefix, found \"@local\"",
        "type: dnat, destination: \"@lcal\", port: 80, to: 10.0.0.2 "
                + "| nat[0].destination: expected an address or prefix or \"@local\", found \"@lcal\"",
        "type: masquerade, outInterface: \"@route\" | nat[0].outInterface: expected an interface or \"@default-route\", found \"@route\"",
        "type: masquerade, outInterface: \"eth0 -j ACCEPT\" | nat[0].outInterface: the interface name \"eth0 -j ACCEPT\" is not a letter "
                + "followed by letters, digits, \"_\", \".\" or \"-\"",
        "type: dnat, port: 0, to: 10.0.0.2 | nat[0].port: expected a port from 1 to 65535 or a range such as 8000-8010, found \"0\"",
        "type: dnat, port: 65536, to: 10.0.0.2 "
                + "| nat[0].port: expected a port from 1 to 65535 or a range such as 8000-8010, found \"65536\"",
        "type: dnat, port: 80x, to: 10.0.0.2 | nat[0].port: expected a port from 1 to 65535 or a range such as 8000-8010, found \"80x\"",
        "type: dnat, port: 90-80, to: 10.0.0.2 | nat[0].port: the range 90-80 ends before it starts",
        "type: dnat, port: 80, to: 10.0.0.2:99999 "
                + "| nat[0].to: expected a port from 1 to 65535 or a range such as 8000-8010, found \"99999\"",
        "type: dnat, port: 80, to: web:80 | nat[0].to: \"web:80\": not an IPv4 or IPv6 address",
        "type: dnat, port: 80, to: 0.0.0.0:80 | nat[0].to: 0.0.0.0 is not the address of one host",
        "type: dnat, port: 80, to: \"[10.0.0.2]:80\" | nat[0].to: brackets are for IPv6 addresses only, found \"[10.0.0.2]:80\"",
        "type: dnat, port: 80, to: \"[fd00::2]80\" | nat[0].to: expected [ADDRESS]:PORT, found \"[fd00::2]80\"",
        "type: dnat, port: 80-90, to: 10.0.0.2:80-85 "
                + "| nat[0].to: 10.0.0.2:80-85 has 6 ports for 11 published; name one port or as many",
        "type: dnat, to: 10.0.0.2:80 | nat[0].to: which port goes to 10.0.0.2:80? Say port, or protocol for all of its ports",
        "type: dnat, protocol: tcp, to: 10.0.0.2:80-81 | nat[0].to: which ports go to 10.0.0.2:80-81? Say port",
        "type: dnat, protocol: icmp, to: 10.0.0.2:80 | nat[0].to: 10.0.0.2:80 has a port, which icmp has not",
        "type: dnat, protocol: icmp, port: 8, to: 10.0.0.2 | nat[0].port: icmp has no ports; they are for tcp, udp and sctp",
        "type: masquerade, port: 80 | nat[0].port: a port needs a protocol: tcp, udp or sctp",
        "type: dnat, protocol: tpc, port: 80, to: 10.0.0.2 "
                + "| nat[0].protocol: \"tpc\" is not one of tcp, udp, sctp, icmp (did you mean \"tcp\"?)",
        "type: dnat, port: 80, to: [10.0.0.2:80, 10.0.0.2:80] | nat[0].to: 10.0.0.2:80 is there twice; give it a weight instead",
        "type: dnat, port: 80, to: [{address: 10.0.0.2:80, weight: 0}] | nat[0].to[0].weight: 0 is not between 1 and 1000",
        "type: dnat, port: 80, to: [{address: 10.0.0.2:80, wieght: 1}] | nat[0].to[0].wieght: unknown field (did you mean \"weight\"?)",
        "type: dnat, port: 80, destination: fd00::1, to: 10.0.0.2 "
                + "| nat[0].to: 10.0.0.2 is IPv4 and fd00::1 is IPv6; write one entry for each family",
        "type: snat, to: 192.0.2.9-192.0.2.1 | nat[0].to: the range 192.0.2.9-192.0.2.1 ends before it starts",
        "type: snat, to: 192.0.2.1-fd00::1 | nat[0].to: the range 192.0.2.1-fd00::1 starts in one address family and ends in the other",
        "type: dnat, port: 80, to: 10.0.0.2, localoutput: false | nat[0].localoutput: unknown field (did you mean \"localOutput\"?)",
    })
    void saysWhatIsWrong(String entry, String problem) {
        assertEquals(List.of(problem), Documents.problemsOf(entry));
    }

    @Test
    void reportsAllProblemsOfAnEntry() {
        assertEquals(List.of("nat[0].destination: 10.0.0.1/8 has host bits set (the network is 10.0.0.0/8)",
                "nat[0].port: expected a port from 1 to 65535 or a range such as 8000-8010, found \"x\"",
                "nat[0].to: \"nowhere\": not an IPv4 or IPv6 address", "nat[0].spam: unknown field"),
                Documents.problemsOf("type: dnat, destination: 10.0.0.1/8, port: x, to: nowhere, spam: 1"));
    }

    @Test
    void publishedPortTwice() {
        List<String> problems = Documents.problemsOf("type: dnat, port: 8000, to: 10.0.0.2:80", "type: dnat, port: 8000, to: 10.0.0.3:80");
        assertEquals(1, problems.size(), problems::toString);
        assertTrue(problems.get(0).contains("published port tcp/8000 on @local"), problems.get(0));
    }

    @Test
    void overlappingRanges() {
        List<String> problems = Documents.problemsOf("type: dnat, port: 8000-8010, to: 10.0.0.2",
                "type: dnat, port: 8010-8020, to: 10.0.0.3");
        assertEquals(1, problems.size(), problems::toString);
        assertTrue(problems.get(0).contains("published port tcp/8010 on @local"), problems.get(0));
    }

    @Test
    void portThatAWiderEntryTakesAlready() {
        String problem = "nat[1]: a published port declared twice: dnat tcp/8000 on @local comes first and takes every connection of "
                + "dnat tcp/8000 on 10.0.0.1; put the narrower one first or drop one";
        String interfaces = "  interfaces: [{ name: br0, addresses: [10.0.0.1/24] }]\n";
        String wide = "    - { type: dnat, port: 8000, to: 10.0.0.2:80 }\n";
        String narrow = "    - { type: dnat, port: 8000, destination: 10.0.0.1, to: 10.0.0.3:80 }\n";
        assertEquals(List.of(problem), Documents.problems(interfaces + "  nat:\n" + wide + narrow));
        assertEquals(List.of(), Documents.problems(interfaces + "  nat:\n" + narrow + wide));
    }

    @Test
    void samePortIsNoClashElsewhere() {
        assertEquals(List.of(), Documents.problems("  namespaces: [{ name: gw }]\n  nat:\n"
                + "    - { type: dnat, port: 8000, to: \"10.0.0.2:80\" }\n"
                + "    - { type: dnat, port: 8000, to: \"[fd00::2]:80\" }\n"
                + "    - { type: dnat, port: 8000, protocol: udp, to: \"10.0.0.2:80\" }\n"
                + "    - { namespace: gw, type: dnat, port: 8000, to: \"10.0.0.2:80\" }\n"));
    }

    @Test
    void unknownInterfaceOfADeclaredNamespace() {
        String spec = "  namespaces: [{ name: gw }, { name: joined, existing: docker }]\n"
                + "  interfaces: [{ namespace: gw, name: eth0 }]\n  nat:\n"
                + "    - { namespace: gw, type: masquerade, outInterface: eth1 }\n"
                + "    - { namespace: gw, type: masquerade, outInterface: lo }\n"
                + "    - { namespace: joined, type: masquerade, outInterface: eth7 }\n"
                + "    - { type: masquerade, outInterface: enp3s0 }\n";
        assertEquals(List.of("nat[0].outInterface: no interface \"eth1\" is declared in namespace gw (did you mean \"eth0\"?)"),
                Documents.problems(spec));
    }

    @Test
    void claimsEachPublishedPort() {
        assertEquals(Set.of("published port udp/53 on @local from eth0", "published port udp/54 on @local from eth0"),
                Documents.one("type: dnat, protocol: udp, port: 53-54, inInterface: eth0, to: 10.0.0.2").claims());
        assertEquals(Set.of("nat masquerade 10.0.0.0/8"), Documents.one("type: masquerade, source: 10.0.0.0/8").claims());
    }
}
