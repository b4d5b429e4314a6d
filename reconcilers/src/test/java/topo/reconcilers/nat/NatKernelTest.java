package topo.reconcilers.nat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import topo.api.Resource;
import topo.api.Resources;
import topo.kernel.netfilter.Backend;

/** Tables of the real kernel, in both backends: what is written, found again, healed and taken away. */
class NatKernelTest {
    private static final String WEB = "type: dnat, port: 8000, to: 10.0.0.2:80";
    private static final String MASQUERADE = "type: masquerade, outInterface: eth0";
    private static final Resources BOTH = RouterLab.entries(MASQUERADE, WEB);
    private static final String SEED = """
            *nat
            :DOCKER - [0:0]
            -A PREROUTING -m addrtype --dst-type LOCAL -m comment --comment "a \\"quoted\\" word" -j DOCKER
            -A POSTROUTING -s 172.17.0.0/16 ! -o docker0 -j MASQUERADE
            -A DOCKER -p tcp -m tcp --dport 81 -j RETURN
            COMMIT
            """;

    private static void seed(RouterLab router, Backend backend) {
        router.lab().feed("gw", SEED, router.lab().processes().find("iptables-" + backend + "-restore").orElseThrow(), "--noflush");
    }

    private static void assertSettled(RouterLab router, Resources desired) {
        assertEquals(List.of(), router.rounds().plan(desired));
        assertTrue(router.rounds().failures().isEmpty(), () -> router.rounds().failures().toString());
    }

    @ParameterizedTest
    @EnumSource(names = {"NFT", "LEGACY"})
    @DisplayName("applied, nothing more to do, destroyed: the tables are byte for byte as before, with the rules of others in them")
    void leavesNothingBehind(Backend backend) throws Exception {
        try (RouterLab router = new RouterLab(backend)) {
            seed(router, backend);
            String before = router.table(false);
            String before6 = router.table(true);
            assertEquals(List.of("+ nat masquerade via eth0 (namespace gw)", "+ nat dnat tcp/8000 on @local (namespace gw)"),
                    router.rounds().apply(BOTH));
            assertSettled(router, BOTH);
            String with = router.table(false);
            for (String line : before.split("\n")) {
                assertTrue(with.contains(line + "\n"), line);
            }
            assertEquals(1, count(with, "-A PREROUTING -m comment --comment \"topo:shop:jump\" -j TOPO-"));
            assertEquals(List.of(), router.rounds().apply(BOTH));
            assertEquals(with, router.table(false));
            router.rounds().apply(Resources.NONE);
            assertEquals(before, router.table(false));
            assertEquals(before6, router.table(true));
        }
    }

    private static int count(String text, String part) {
        return text.split(Pattern.quote(part), -1).length - 1;
    }

    @ParameterizedTest
    @EnumSource(names = {"NFT", "LEGACY"})
    void showsAChangedTargetAsAChange(Backend backend) throws Exception {
        try (RouterLab router = new RouterLab(backend)) {
            router.rounds().apply(BOTH);
            Resources changed = RouterLab.entries(MASQUERADE, "type: dnat, port: 8000, to: [10.0.0.2:80, 10.0.0.3:80], localOutput: false");
            assertEquals(List.of("~ nat dnat tcp/8000 on @local (namespace gw)", "    to: 10.0.0.2:80 -> [10.0.0.2:80, 10.0.0.3:80]",
                    "    localOutput: true -> false"), router.rounds().apply(changed));
            assertSettled(router, changed);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"NFT", "LEGACY"})
    @DisplayName("rules that stay keep their counters when others come and go around them")
    void keepsCounters(Backend backend) throws Exception {
        try (RouterLab router = new RouterLab(backend)) {
            router.lab().serve("a", "a", 80);
            router.rounds().apply(BOTH);
            router.lab().ask("out", "192.0.2.1", 8000);
            Resources more = RouterLab.entries("type: dnat, port: 7000, to: 10.0.0.3:80", WEB, "type: dnat, port: 9000, to: 10.0.0.3:80");
            router.rounds().apply(more);
            assertSettled(router, more);
            String saved = router.lab().in("gw", "iptables-" + backend + "-save -c -t nat");
            assertTrue(saved.contains("[1:60] -A TOPO-"), saved);
            int first = saved.indexOf("--dport 7000");
            int second = saved.indexOf("--dport 8000");
            assertTrue(first > 0 && first < second && second < saved.indexOf("--dport 9000"), saved);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"NFT", "LEGACY"})
    void followsTheOrderOfTheDocument(Backend backend) throws Exception {
        try (RouterLab router = new RouterLab(backend)) {
            String one = "type: snat, source: 10.0.0.2, to: 192.0.2.1";
            String two = "type: masquerade, source: 10.0.0.0/24";
            String three = "type: masquerade, source: 10.1.0.0/24";
            router.rounds().apply(RouterLab.entries(two, three, one));
            Resources sorted = RouterLab.entries(one, two, three);
            assertEquals(List.of("~ nat snat 10.0.0.2 (namespace gw)", "    rules: 0 of 1 in place, 1 to be removed -> 1 in place"),
                    router.rounds().apply(sorted));
            assertSettled(router, sorted);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"NFT", "LEGACY"})
    @DisplayName("an entry that the kernel refuses fails alone and says so in iptables's words")
    void isolatesABadRule(Backend backend) throws Exception {
        try (RouterLab router = new RouterLab(backend)) {
            Nat bad = poison();
            Resources good = RouterLab.entries(MASQUERADE, WEB, "type: dnat, port: 8001, to: 10.0.0.3:80");
            List<Resource> mixed = new ArrayList<>(good.all());
            mixed.add(mixed.size() - 1, bad);
            router.rounds().apply(new Resources(mixed));
            assertEquals(Set.of(bad.id()), router.rounds().failures().keySet());
            String words = router.rounds().failures().get(bad.id());
            assertTrue(words.startsWith("create nat dnat all on 10.0.0.1 (namespace gw): "), words);
            assertTrue(words.contains("restore") && words.contains("Need TCP"), words);
            assertTrue(words.contains("-j DNAT --to-destination 10.0.0.2:80"), words);
            assertEquals(List.of("+ nat dnat all on 10.0.0.1 (namespace gw)"), router.rounds().plan(new Resources(mixed)));
            assertEquals(List.of(), router.rounds().plan(good));
        }
    }

    /** No document can say this: a port of every protocol, which iptables refuses. */
    private static Nat poison() {
        Nat nat = RouterLab.entries("type: dnat, protocol: tcp, destination: 10.0.0.1, to: 10.0.0.2:80").of(Nat.class).get(0);
        return new Nat(nat.netns(), new NatMatch(null, nat.match().destination(), null, null, null), nat.action());
    }

    @Test
    @DisplayName("rules left in the other backend are found and removed when the backend is switched, both ways")
    void switchesBackends() throws Exception {
        Lab.need(Backend.LEGACY);
        try (RouterLab router = new RouterLab(Backend.NFT)) {
            router.rounds().apply(BOTH);
            Rounds legacy = router.rounds(Backend.LEGACY);
            List<String> plan = legacy.apply(BOTH);
            assertEquals(3, plan.size(), plan::toString);
            assertTrue(plan.contains("- nat chains left in the nft backend (namespace gw)"), plan::toString);
            assertFalse(router.table(false, Backend.NFT).contains("TOPO"));
            assertTrue(router.table(false, Backend.LEGACY).contains("TOPO"));
            assertEquals(List.of(), legacy.plan(BOTH));

            Rounds nft = router.rounds(Backend.NFT);
            assertTrue(nft.apply(BOTH).contains("- nat chains left in the legacy backend (namespace gw)"));
            assertFalse(router.table(false, Backend.LEGACY).contains("TOPO"));
            assertFalse(router.table(true, Backend.LEGACY).contains("TOPO"));
            assertEquals(List.of(), nft.plan(BOTH));
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"NFT", "LEGACY"})
    void followsTheDefaultRoute(Backend backend) throws Exception {
        try (RouterLab router = new RouterLab(backend)) {
            Resources desired = RouterLab.entries("type: masquerade, source: 10.0.0.0/24, outInterface: \"@default-route\"");
            router.rounds().apply(desired);
            assertTrue(router.table(false).contains("-o eth0 "), router.table(false));
            assertSettled(router, desired);
            router.setDefaultDevice("eth1");
            String title = "nat masquerade 10.0.0.0/24 via @default-route (namespace gw)";
            assertEquals(List.of("~ " + title, "    defaultRoute: eth0 -> eth1"), router.rounds().apply(desired));
            assertFalse(router.table(false).contains("-o eth0 "), router.table(false));
            assertSettled(router, desired);
            router.setDefaultDevice(null);
            List<String> plan = router.rounds().apply(desired);
            assertEquals("~ " + title, plan.get(0));
            assertEquals(List.of("change " + title + ": no IPv4 default route in namespace gw, so @default-route names no interface; "
                    + "declare one under routes or name the interface"), List.copyOf(router.rounds().failures().values()));
            assertTrue(router.table(false).contains("-o eth1 "), router.table(false));
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"NFT", "LEGACY"})
    @DisplayName("another topology's rules in the same table are as foreign as anybody's")
    void leavesOtherTopologiesAlone(Backend backend) throws Exception {
        try (RouterLab router = new RouterLab(backend)) {
            router.rounds().apply(BOTH);
            String first = router.table(false);
            Rounds second = router.roundsOf("other", backend);
            Resources other = RouterLab.entries("type: dnat, port: 9000, to: 10.0.0.3:80");
            second.apply(other);
            assertSettled(router, BOTH);
            second.apply(Resources.NONE);
            assertEquals(first, router.table(false));
        }
    }
}
