package topo.kernel.events;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import topo.api.net.NetnsName;
import topo.kernel.EventCalls;
import topo.kernel.TestHost;
import topo.kernel.netlink.Batch;
import topo.kernel.netlink.Message;

/** What a real kernel tells of its namespaces. */
@Timeout(60)
class KernelEventsTest {
    private TestHost host;
    private Listening heard;

    @BeforeEach
    void open() {
        host = TestHost.open();
        for (String name : List.of("red", "blue")) {
            host.make(name);
            // Nothing must go on in IPv6 by itself: addresses of its own that are tentative for a second.
            host.run(name, "sysctl -qw net.ipv6.conf.all.accept_dad=0 net.ipv6.conf.default.accept_dad=0");
            host.run(name, "sysctl -qw net.ipv6.conf.default.addr_gen_mode=1");
            host.ip(name, "link set lo up");
            host.ip(name, "link add p type veth peer name q");
            host.ip(name, "link set p up");
            host.ip(name, "link set q up");
            host.ip(name, "addr add 10.0.0.1/24 dev p");
        }
        heard = Listening.to(host, "red", "blue").settle();
    }

    @AfterEach
    void close() {
        if (heard != null) {
            heard.close();
        }
        if (host != null) {
            host.close();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "LINKS, link set p down",
        "LINKS, link set p mtu 1400",
        "LINKS, link set p address 02:00:00:00:00:09",
        "LINKS, link set p alias hello",
        "LINKS, link set p name r",
        "LINKS, link set p netns @blue name w",
        "LINKS, link del p",
        "LINKS, link add br0 type bridge",
        "ADDRESSES, addr add 10.0.0.2/24 dev p",
        "ADDRESSES, addr del 10.0.0.1/24 dev p",
        "ADDRESSES, addr add 2001:db8::1/64 dev p nodad",
        "ROUTES, route add 10.9.0.0/16 dev p",
        "ROUTES, route add blackhole 10.8.0.0/16",
        "ROUTES, -6 route add 2001:db8:9::/48 dev p",
        "ROUTES, nexthop add id 5 blackhole",
        "RULES, rule add pref 77 from 10.1.0.0/16 table 9",
        "RULES, -6 rule add pref 77 from 2001:db8::/32 table 9",
    })
    void aChangeByIpIsToldOfItsNamespaceAlone(Aspect aspect, String words) {
        host.ip("red", words);
        heard.until("red", aspect);
        assertEquals(words.contains("@blue"), heard.of("blue").contains(Aspect.LINKS), heard::toString);
        assertFalse(heard.everything);
    }

    @Test
    void aBridgePortIsALink() {
        host.ip("red", "link add br0 type bridge");
        heard.settle();
        host.ip("red", "link set p master br0");
        heard.until("red", Aspect.LINKS).settle();
        host.ip("red", "link set p type bridge_slave hairpin on");
        heard.until("red", Aspect.LINKS).settle();
        host.ip("red", "link set p nomaster");
        heard.until("red", Aspect.LINKS);
        assertEquals(Set.of(), heard.of("blue"));
    }

    @Test
    void neighboursAreToldOnlyToThoseWhoAsk() {
        host.ip("red", "neigh add 10.0.0.7 dev p lladdr 02:00:00:00:00:01 nud permanent");
        heard.assertQuiet();
        Settings all = Listening.settings().with(Set.of(Aspect.values()));
        try (Listening asked = new Listening(new KernelEvents(host.kernel(), new EventCalls(), host.namespaces(), all))) {
            asked.watch("red").settle();
            host.ip("red", "neigh del 10.0.0.7 dev p");
            asked.until("red", Aspect.NEIGHBOURS);
        }
    }

    @Test
    void theHostIsWatchedLikeAnyOther() throws Exception {
        heard.watch("", "red").settle();
        onTheHost("link add topo-ev0 type bridge");
        try {
            heard.until("", Aspect.LINKS);
            assertEquals(Set.of(), heard.of("red"));
            heard.settle().watch("red");
            onTheHost("link set topo-ev0 up");
            heard.assertQuiet();
        } finally {
            onTheHost("link del topo-ev0");
        }
    }

    private static void onTheHost(String words) throws Exception {
        assertEquals(0, new ProcessBuilder(("ip " + words).split(" ")).inheritIO().start().waitFor(), words);
    }

    @Test
    void whoAskedIsNamedAsFarAsTheKernelDoes() {
        host.ip("red", "addr add 10.0.0.2/24 dev p");
        heard.until("red", Aspect.ADDRESSES);
        Event address = first(event -> event.notice().aspect() == Aspect.ADDRESSES);
        assertTrue(address.notice().author().port() > 0, () -> "the port of ip: " + address);
        assertEquals("", address.notice().author().program());
        heard.settle();
        host.ip("red", "link set p down");
        heard.until("red", Aspect.LINKS);
        Event link = first(event -> event.notice().aspect() == Aspect.LINKS);
        assertEquals(new Event(new NetnsName("red"), new Notice(Aspect.LINKS, false, link.notice().index(), "p", Author.UNKNOWN)), link);
    }

    @Test
    void nftablesAreToldWithTheProgram() {
        host.run("red", "nft add table ip t");
        heard.until("red", Aspect.NETFILTER);
        assertEquals(Set.of(Aspect.NETFILTER), heard.of("red"));
        assertEquals(Set.of(), heard.of("blue"));
        assertEquals("nft", heard.seen.get(0).notice().author().program());
        assertTrue(heard.seen.get(0).notice().author().pid() > 0);
        heard.settle();
        host.run("blue", "iptables-nft -t nat -A POSTROUTING -j MASQUERADE");
        heard.until("blue", Aspect.NETFILTER);
        assertEquals(Set.of(), heard.of("red"));
        heard.settle();
        host.run("red", "nft flush ruleset");
        heard.until("red", Aspect.NETFILTER);
        assertEquals(Set.of(), heard.events.deaf());
    }

    /** Also if its request asks for an echo, for which the kernel leaves out a socket with the requester's port id. */
    @Test
    void whatThisProcessDoesInANamespaceIsToldToo() {
        NetnsName red = new NetnsName("red");
        int rtmNewaddr = 20;
        int nlmEcho = 8;
        int index = host.socket(red).links().stream().filter(link -> link.name().equals("p")).findFirst().orElseThrow().index();
        Batch batch = host.socket(red).batch();
        batch.request(rtmNewaddr, Message.NLM_F_CREATE | nlmEcho, "add", failed -> {
            throw failed;
        }).u8(2).u8(32).u8(0).u8(0).u32(index).attribute(2, new byte[] {10, 0, 0, 9}).end();
        batch.flush();
        heard.until("red", Aspect.ADDRESSES);
        Event address = first(event -> event.notice().aspect() == Aspect.ADDRESSES);
        assertEquals(ProcessHandle.current().pid(), address.notice().author().port(), "its first socket in that namespace");
    }

    @Test
    void whatIsWatchedNoMoreIsNotTold() {
        heard.watch("blue").settle();
        host.ip("red", "link set p down");
        heard.assertQuiet();
        heard.watch("red", "blue").settle();
        host.ip("red", "link set p up");
        heard.until("red", Aspect.LINKS);
    }

    private Event first(Predicate<Event> which) {
        return heard.seen.stream().filter(which).findFirst().orElseThrow();
    }
}
