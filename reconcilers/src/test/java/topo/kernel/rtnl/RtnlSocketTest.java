package topo.kernel.rtnl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import topo.api.net.IpAddress;
import topo.api.net.IpPrefix;
import topo.api.net.MacAddress;
import topo.api.net.NetnsName;
import topo.kernel.KernelException;
import topo.kernel.TestHost;
import topo.kernel.netlink.Batch;

/** Links, addresses and routes written to the real kernel and read back, in a namespace of the test's own. */
class RtnlSocketTest {
    private static final int TOPO = 199;

    private TestHost host;
    private RtnlSocket socket;
    private Batch batch;
    private final List<String> failures = new ArrayList<>();
    private final Consumer<KernelException> failed = refused -> failures.add(refused.getMessage());

    @BeforeEach
    void open() {
        host = TestHost.open();
        socket = host.socket(host.make("red"));
        batch = socket.batch();
    }

    @AfterEach
    void close() {
        if (host != null) {
            host.close();
        }
    }

    private void flush() {
        batch.flush();
        assertEquals(List.of(), failures);
    }

    private Link link(String name) {
        return socket.links().stream().filter(link -> link.name().equals(name)).findFirst().orElse(null);
    }

    private Link make(String name) {
        socket.createLink(batch, LinkRequest.named(name).veth(LinkRequest.named(name + "p").up(null)), "create", failed);
        flush();
        socket.changeLink(batch, LinkRequest.named(name).up(true), "up", failed);
        socket.changeLink(batch, LinkRequest.named(name + "p").up(true), "up", failed);
        flush();
        return link(name);
    }

    private List<IpPrefix> addresses(int index) {
        return socket.addresses().stream().filter(address -> address.index() == index && !address.prefix().address().isLinkLocal())
                .map(Address::prefix).toList();
    }

    private static RouteEntry route(String to, String gateway, int device, long priority, int protocol) {
        return new RouteEntry(IpPrefix.parse(to), 254, RouteEntry.RTN_UNICAST, protocol, 0, priority,
                gateway == null ? null : IpAddress.parse(gateway), device, null, 0, 0, List.of());
    }

    private List<RouteEntry> routes(String to) {
        IpPrefix prefix = IpPrefix.parse(to);
        return socket.routes(prefix.v6()).stream().filter(route -> route.to().equals(prefix)).toList();
    }

    @Test
    void aPairIsMadeAcrossNamespacesByOneRequest() {
        NetnsName blue = host.make("blue");
        LinkRequest peer = LinkRequest.named("eth0").mac(new MacAddress("02:00:00:00:00:01")).mtu(1400).group(7)
                .netns(host.sockets().file(blue));
        socket.createLink(batch, LinkRequest.named("v0").mac(new MacAddress("02:00:00:00:00:02")).mtu(1300).group(7).veth(peer), "create",
                failed);
        flush();
        Link near = link("v0");
        Link far = host.socket(blue).links().stream().filter(link -> link.name().equals("eth0")).findFirst().orElseThrow();
        assertEquals(List.of("02:00:00:00:00:02", 1300, 7, "veth"), List.of(near.mac().text(), near.mtu(), near.group(), near.kind()));
        assertEquals(List.of("02:00:00:00:00:01", 1400, 7, "veth"), List.of(far.mac().text(), far.mtu(), far.group(), far.kind()));
        assertEquals(far.index(), near.parent());
        assertFalse(near.isUp());
    }

    @Test
    void aLinkIsFoundChangedRenamedAndDeleted() {
        int index = make("v0").index();
        List<Link> found = new ArrayList<>();
        socket.link(batch, "v0", found::add, failed);
        socket.changeLink(batch,
                LinkRequest.named("v0").alias("topo:lab").group(9).mtu(1200).mac(new MacAddress("02:00:00:00:00:09")), "change", failed);
        socket.changeLink(batch, LinkRequest.of(index).up(false), "down", failed);
        socket.changeLink(batch, LinkRequest.of(index).rename("v9"), "rename", failed);
        flush();
        assertEquals(index, found.get(0).index());
        Link changed = link("v9");
        assertEquals(List.of(index, "topo:lab", 9, 1200, "02:00:00:00:00:09", false),
                List.of(changed.index(), changed.alias(), changed.group(), changed.mtu(), changed.mac().text(), changed.isUp()));
        socket.deleteLink(batch, index, "delete", failed);
        socket.deleteLink(batch, index, "delete again", failed);
        flush();
        assertEquals(1, socket.links().size());
    }

    @Test
    void aNameThatIsTakenAndALinkThatIsNotThere() {
        make("v0");
        socket.createLink(batch, LinkRequest.named("v0").bridge(null), "create bridge v0", failed);
        socket.changeLink(batch, LinkRequest.named("none").up(true), "set none up", failed);
        socket.link(batch, "none", link -> { }, failed);
        batch.flush();
        assertEquals(List.of("create bridge v0: EEXIST: File exists", "set none up: ENODEV: No such device",
                "find none: ENODEV: No such device"), failures);
    }

    @Test
    void addressesOfBothFamilies() {
        int index = make("v0").index();
        socket.addAddress(batch, new Address(index, IpPrefix.parse("10.0.0.1/24"), 0, 0, 0), "add", failed);
        socket.addAddress(batch, new Address(index, IpPrefix.parse("10.0.0.2/24"), 0, 0, 0), "add", failed);
        socket.addAddress(batch, new Address(index, IpPrefix.parse("2001:db8::1/64"), 0, Address.IFA_F_NODAD, 0), "add", failed);
        socket.addAddress(batch, new Address(index, IpPrefix.parse("10.0.0.2/24"), 0, 0, 0), "add again", failed);
        flush();
        assertEquals(List.of(IpPrefix.parse("10.0.0.1/24"), IpPrefix.parse("10.0.0.2/24"), IpPrefix.parse("2001:db8::1/64")),
                addresses(index));
        assertTrue(host.ip("red", "-6 addr show dev v0 scope global").contains("nodad"), "no detection of duplicates");
        socket.deleteAddress(batch, new Address(index, IpPrefix.parse("10.0.0.1/24"), 0, 0, 0), "delete", failed);
        socket.deleteAddress(batch, new Address(index, IpPrefix.parse("10.0.0.2/24"), 0, 0, 0), "delete, gone with its primary", failed);
        socket.deleteAddress(batch, new Address(index, IpPrefix.parse("2001:db8::7/64"), 0, 0, 0), "delete what never was", failed);
        flush();
        assertEquals(List.of(IpPrefix.parse("2001:db8::1/64")), addresses(index));
    }

    @Test
    void theProtocolOfAnAddressIsKept() {
        int index = make("v0").index();
        socket.addAddress(batch, new Address(index, IpPrefix.parse("10.0.0.1/24"), 0, 0, TOPO), "add", failed);
        flush();
        Address added = socket.addresses().stream().filter(address -> address.index() == index && !address.prefix().v6()).findFirst()
                .orElseThrow();
        assumeTrue(added.protocol() != 0, "the protocol of addresses (IFA_PROTO, Linux 5.18)");
        assertEquals(TOPO, added.protocol());
    }

    @Test
    void aGatewayThatNobodyReachesInTheKernelsWords() {
        make("v0");
        socket.addRoute(batch, route("10.9.0.0/16", "192.0.2.1", 0, 0, TOPO), false, "add route 10.9.0.0/16", failed);
        batch.flush();
        assertEquals(List.of("add route 10.9.0.0/16: ENETUNREACH: Nexthop has invalid gateway"), failures);
    }

    @Test
    void routesAreReadAsTheyWereWritten() {
        int index = make("v0").index();
        socket.addAddress(batch, new Address(index, IpPrefix.parse("10.0.0.1/24"), 0, 0, 0), "add", failed);
        socket.addAddress(batch, new Address(index, IpPrefix.parse("2001:db8::1/64"), 0, Address.IFA_F_NODAD, 0), "add", failed);
        IpAddress source = IpAddress.parse("10.0.0.1");
        List<RouteEntry> wanted = List.of(route("0.0.0.0/0", "10.0.0.254", index, 0, TOPO),
                route("::/0", "2001:db8::fe", index, 1024, TOPO),
                new RouteEntry(IpPrefix.parse("10.7.0.0/16"), 1000, 6, TOPO, 0, 5, null, 0, null, 0, 0, List.of()),
                new RouteEntry(IpPrefix.parse("10.8.0.0/16"), 254, 1, TOPO, 253, 0xffffffffL, null, index, source, 0, 1300, List.of()),
                route("10.6.0.0/16", "2001:db8::9", index, 0, TOPO),
                new RouteEntry(IpPrefix.parse("10.9.0.0/16"), 254, 1, TOPO, 0, 0, null, 0, null, 0, 0,
                        List.of(new RouteEntry.Hop(IpAddress.parse("10.0.0.3"), index, 2, 0),
                        new RouteEntry.Hop(IpAddress.parse("10.0.0.4"), index, 256, 0))));
        wanted.forEach(route -> socket.addRoute(batch, route, false, "add " + route.to(), failed));
        flush();
        for (RouteEntry route : wanted) {
            assertEquals(List.of(route), routes(route.to().toString()));
        }
        wanted.forEach(route -> socket.deleteRoute(batch, route, "delete " + route.to(), failed));
        wanted.forEach(route -> socket.deleteRoute(batch, route, "delete again " + route.to(), failed));
        flush();
        assertTrue(socket.routes(false).stream().noneMatch(route -> route.protocol() == TOPO));
        assertTrue(socket.routes(true).stream().noneMatch(route -> route.protocol() == TOPO));
    }

    @Test
    void aRouteIsReplacedOnlyWhenAsked() {
        int index = make("v0").index();
        socket.addAddress(batch, new Address(index, IpPrefix.parse("10.0.0.1/24"), 0, 0, 0), "add", failed);
        socket.addRoute(batch, route("10.9.0.0/16", "10.0.0.2", 0, 0, 3), false, "add theirs", failed);
        socket.addRoute(batch, route("10.9.0.0/16", "10.0.0.3", 0, 0, TOPO), false, "add ours", failed);
        socket.deleteRoute(batch, route("10.9.0.0/16", null, 0, 0, TOPO), "delete ours", failed);
        batch.flush();
        assertEquals(List.of("add ours: EEXIST: File exists"), failures);
        assertEquals(List.of(3), routes("10.9.0.0/16").stream().map(RouteEntry::protocol).toList());
        failures.clear();
        socket.addRoute(batch, route("10.9.0.0/16", "10.0.0.3", 0, 0, TOPO), true, "replace", failed);
        flush();
        assertEquals(List.of(TOPO), routes("10.9.0.0/16").stream().map(RouteEntry::protocol).toList());
    }

    @Test
    void threeHundredFailuresAllComeBack() {
        List<String> seen = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            int number = i;
            socket.addRoute(batch, route("10." + i / 256 + "." + i % 256 + ".0/24", "192.0.2.1", 0, 0, TOPO), false, "add",
                    refused -> seen.add("" + number));
        }
        batch.flush();
        assertEquals(300, seen.size());
        assertEquals("299", seen.get(299));
    }

    @Test
    void aBridgeAndItsPort() {
        make("v0");
        socket.createLink(batch, LinkRequest.named("br0").bridge(new BridgeInfo(400, 12300, true, null, null)), "create", failed);
        flush();
        Link bridge = link("br0");
        assertEquals(List.of(400, 12300, true),
                List.of(bridge.bridge().forwardDelay(), bridge.bridge().ageingTime(), bridge.bridge().stp()));
        socket.changeLink(batch, LinkRequest.named("v0").master(bridge.index()), "attach", failed);
        socket.changeLink(batch, LinkRequest.named("v0").port(new BridgePortInfo(true, false, true, 77)), "set the port", failed);
        flush();
        assertEquals(new BridgePortInfo(true, false, true, 77), link("v0").port());
        assertNotNull(socket.portVlans().get(link("v0").index()), "ports are listed, with VLANs or without");
        socket.changeLink(batch, LinkRequest.named("v0").master(0), "detach", failed);
        flush();
        assertEquals(0, link("v0").master());
    }
}
