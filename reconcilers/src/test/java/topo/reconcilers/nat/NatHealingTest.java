package topo.reconcilers.nat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import topo.api.Resources;
import topo.kernel.netfilter.Backend;

/** What others do to our rules and chains, and what becomes of it. */
class NatHealingTest {
    private static final String WEB = "type: dnat, port: 8000, to: 10.0.0.2:80";
    private static final Resources BOTH = RouterLab.entries("type: masquerade, outInterface: eth0", WEB);

    private static void assertSettled(RouterLab router, Resources desired) {
        assertEquals(List.of(), router.rounds().plan(desired));
        assertTrue(router.rounds().failures().isEmpty(), () -> router.rounds().failures().toString());
    }

    /** The part of the names of our chains that is the same for all. */
    private static String chains(String table) {
        int at = table.indexOf(":TOPO-") + 1;
        return table.substring(at, at + "TOPO-00000000".length());
    }

    @ParameterizedTest
    @EnumSource(names = {"NFT", "LEGACY"})
    void healsWhatOthersTookAway(Backend backend) throws Exception {
        try (RouterLab router = new RouterLab(backend)) {
            router.rounds().apply(BOTH);
            String right = router.table(false);
            String chain = chains(right);
            String jump = " -m comment --comment topo:shop:jump -j " + chain;

            router.iptables("-D PREROUTING" + jump + "-PRE");
            heal(router, right, "    rules: 4 of 4 in place, PREROUTING does not jump to them -> 4 in place");
            router.iptables("-A OUTPUT" + jump + "-OUT");
            heal(router, right, "    rules: 4 of 4 in place, OUTPUT jumps to them 2 times -> 4 in place");
            router.iptables("-I OUTPUT -j " + chain + "-OUT");
            heal(router, right, "    rules: 4 of 4 in place, OUTPUT jumps to them 2 times -> 4 in place");
            router.iptables("-D " + chain + "-POST 2");
            heal(router, right, "    rules: 3 of 4 in place -> 4 in place");
            router.iptables("-F");
            assertEquals(List.of("~ nat masquerade via eth0 (namespace gw)", "    rules: 1 of 2 in place -> 2 in place",
                    "+ nat dnat tcp/8000 on @local (namespace gw)"), router.rounds().apply(BOTH));
            assertSettled(router, BOTH);
            assertEquals(right, router.table(false));
        }
    }

    private static void heal(RouterLab router, String right, String field) {
        assertEquals(List.of("~ nat dnat tcp/8000 on @local (namespace gw)", field), router.rounds().apply(BOTH));
        assertSettled(router, BOTH);
        assertEquals(sorted(right), sorted(router.table(false)));
    }

    private static List<String> sorted(String table) {
        return table.lines().sorted().toList();
    }

    @ParameterizedTest
    @EnumSource(names = {"NFT", "LEGACY"})
    @DisplayName("a rule of others in our chain is shown, and removed; one before our jump is left where it is")
    void rulesOfOthers(Backend backend) throws Exception {
        try (RouterLab router = new RouterLab(backend)) {
            router.rounds().apply(BOTH);
            String right = router.table(false);
            String chain = chains(right);
            router.iptables("-I " + chain + "-PRE -p tcp -j RETURN");
            assertEquals(List.of("- nat rules of others in chains of this topology (namespace gw)"), router.rounds().apply(BOTH));
            assertEquals(right, router.table(false));
            router.iptables("-I PREROUTING -p tcp --dport 22 -j RETURN");
            assertSettled(router, BOTH);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"NFT", "LEGACY"})
    @DisplayName("emptied chains go with the last entry, though nothing of it is left to find")
    void removesEmptiedChains(Backend backend) throws Exception {
        try (RouterLab router = new RouterLab(backend)) {
            String before = router.table(false);
            router.rounds().apply(RouterLab.entries(WEB));
            String chain = chains(router.table(false));
            for (String end : List.of("-PRE", "-OUT", "-POST")) {
                router.iptables("-F " + chain + end);
            }
            assertEquals(List.of("- nat empty chains (namespace gw)"), router.rounds().apply(Resources.NONE));
            assertEquals(before, router.table(false));
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"NFT", "LEGACY"})
    void findsItsRulesWithoutARecord(Backend backend) throws Exception {
        try (RouterLab router = new RouterLab(backend)) {
            String before = router.table(false);
            router.rounds().apply(BOTH);
            router.rounds().forget();
            assertSettled(router, BOTH);
            router.rounds().forget();
            List<String> plan = router.rounds().apply(RouterLab.entries());
            assertEquals(2, plan.size(), plan::toString);
            assertTrue(plan.get(0).startsWith("- nat leftover "), plan::toString);
            assertEquals(before, router.table(false));
        }
    }
}
