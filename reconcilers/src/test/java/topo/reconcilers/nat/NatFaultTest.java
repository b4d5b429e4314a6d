package topo.reconcilers.nat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import topo.api.Resources;
import topo.api.SurroundingsException;
import topo.kernel.netfilter.Backend;
import topo.kernel.process.Command;
import topo.kernel.process.Finished;
import topo.kernel.process.ProcessException;
import topo.kernel.process.Processes;

/** Faults of the programs in the middle of the work, with the real kernel under it. */
class NatFaultTest {
    private static final Resources DESIRED = RouterLab.entries("type: masquerade, source: 10.0.0.0/24, outInterface: eth0",
            "type: dnat, port: 8000, to: 10.0.0.2:80", "type: dnat, port: 8001, to: 10.0.0.3:80");

    /** The real programs, with something done to what the restores return. */
    private static final class Bent implements Processes {
        private final Processes real;
        private final List<String> restores = new ArrayList<>();
        private UnaryOperator<Finished> bend = result -> result;
        private String missing = "";
        private boolean locked;

        Bent(Processes real) {
            this.real = real;
        }

        @Override
        public Optional<String> find(String program) {
            return program.equals(missing) ? Optional.empty() : real.find(program);
        }

        @Override
        public Finished run(Command command) {
            if (command.input().isEmpty()) {
                return real.run(command);
            }
            restores.add(command.input());
            return locked ? new Finished(4, "", "Another app is currently holding the xtables lock; waiting for it to exit...\n")
                    : bend.apply(real.run(command));
        }
    }

    @Test
    @DisplayName("iptables-restore that is killed after its commit: looked at again, nothing written twice, no failure")
    void killedAfterCommit() throws Exception {
        try (RouterLab router = new RouterLab(Backend.NFT)) {
            Bent bent = new Bent(router.lab().processes());
            bent.bend = result -> bent.restores.size() == 1 ? new Finished(130, "", "") : result;
            Rounds rounds = router.rounds("shop", Backend.NFT, bent);
            rounds.apply(DESIRED);
            assertTrue(rounds.failures().isEmpty(), () -> rounds.failures().toString());
            assertEquals(1, bent.restores.size());
            assertEquals(List.of(), rounds.plan(DESIRED));
        }
    }

    @Test
    @DisplayName("the lock is not had: it is waited for, once for all entries, and then each of them fails")
    void lockIsHeld() throws Exception {
        try (RouterLab router = new RouterLab(Backend.NFT)) {
            Bent bent = new Bent(router.lab().processes());
            bent.locked = true;
            Rounds rounds = router.rounds("shop", Backend.NFT, bent);
            rounds.apply(DESIRED);
            assertEquals(3, rounds.failures().size());
            assertEquals(11, bent.restores.size(), "a second each, ten in all");
            String words = rounds.failures().values().iterator().next();
            assertEquals("create nat masquerade 10.0.0.0/24 via eth0 (namespace gw): the xtables lock (/run/xtables.lock), which another"
                    + " program holds; waited 10 s", words);
            rounds.apply(DESIRED);
            assertEquals(12, bent.restores.size(), "no patience is left");
            bent.locked = false;
            rounds.apply(DESIRED);
            assertTrue(rounds.failures().isEmpty(), () -> rounds.failures().toString());
            assertEquals(List.of(), rounds.plan(DESIRED));
        }
    }

    @Test
    void hangIsReported() throws Exception {
        try (RouterLab router = new RouterLab(Backend.NFT)) {
            Bent bent = new Bent(router.lab().processes());
            bent.bend = result -> {
                throw new ProcessException("nsenter did not end within 30 s and was killed");
            };
            Rounds rounds = router.rounds("shop", Backend.NFT, bent);
            rounds.apply(DESIRED);
            assertEquals("create nat dnat tcp/8000 on @local (namespace gw): change the IPv4 nat table (namespace gw): nsenter did not "
                    + "end within 30 s and was killed", rounds.failures().get(DESIRED.of(Nat.class).get(1).id()));
        }
    }

    @Test
    @DisplayName("without iptables nothing is planned and the package is named")
    void iptablesIsMissing() throws Exception {
        try (RouterLab router = new RouterLab(Backend.NFT)) {
            Bent bent = new Bent(router.lab().processes());
            bent.missing = "iptables-nft-restore";
            Rounds rounds = router.rounds("shop", Backend.NFT, bent);
            SurroundingsException failure = assertThrows(SurroundingsException.class, () -> rounds.plan(DESIRED));
            assertEquals("iptables is not installed (apt-get install iptables)", failure.getMessage());
        }
    }

    @Test
    @DisplayName("a table that cannot be read is not taken for an empty one")
    void unreadableTable() throws Exception {
        try (RouterLab router = new RouterLab(Backend.NFT)) {
            Processes real = router.lab().processes();
            router.rounds().apply(DESIRED);
            String before = router.table(false);
            Processes blind = new Processes() {
                @Override
                public Optional<String> find(String program) {
                    return real.find(program);
                }

                @Override
                public Finished run(Command command) {
                    return new Finished(0, "# Table `nat' is incompatible, use 'nft' tool.\n", "");
                }
            };
            Rounds rounds = router.rounds("shop", Backend.NFT, blind);
            Resources less = RouterLab.entries("type: masquerade");
            assertEquals(List.of(), rounds.apply(less));
            String words = rounds.unseen().get(0).reason();
            assertTrue(words.startsWith("read the IPv4 nat table (namespace gw): iptables cannot read it"), words);
            assertTrue(rounds.unseen().stream().anyMatch(part -> part.covers(less.of(Nat.class).get(0).id())), rounds.unseen().toString());
            assertEquals(before, router.table(false));
        }
    }

    @Test
    void namespaceThatIsNotThereHoldsNothing() throws Exception {
        try (RouterLab router = new RouterLab(Backend.NFT)) {
            Resources elsewhere = Documents.read("  namespaces: [{ name: later }]\n  nat: [{ namespace: later, type: masquerade }]\n")
                    .resources();
            assertEquals(List.of("+ nat masquerade (namespace later)"), router.rounds().plan(elsewhere));
            router.rounds().apply(elsewhere);
            assertEquals("create nat masquerade (namespace later): there is no namespace later",
                    router.rounds().failures().values().iterator().next());
            assertEquals(List.of(), router.rounds().apply(Resources.NONE));
        }
    }
}
