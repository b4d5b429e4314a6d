package topo.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.Test;
import topo.api.SurroundingsException;
import topo.api.net.NetnsName;
import topo.store.Boot;

/** What {@code apply --confirm} did is rolled back: by its guard, by whoever comes next, or by hand. */
class TrialRollBackTest extends TrialCase {
    @Test
    void theGuardRollsBackInTime() {
        tryOut();
        later(61);
        assertEquals(0, guard());
        assertTrue(shell.platform.detached);
        assertEquals("ready\n", shell.out);
        assertEquals(1, size("a"));
        assertEquals(null, size("b"));
        shell.topo("history", "office");
        assertEquals("""
                VERSION   APPLIED                RESULT      BY
                1         2026-11-21T08:00:00Z   converged   apply
                2         2026-11-21T08:00:00Z   converged   apply
                3         2026-11-21T08:00:00Z   converged   automatic roll-back to 1
                """, shell.out);
        assertEquals("", shell.err);
        assertEquals(4, shell.topo("confirm", "office"), "too late");
    }

    @Test
    void theGuardDestroysWhatWasNew() {
        assertEquals(0, shell.topo("apply", "--confirm", "1s", shell.file("new.yaml", "other", "{ name: z }")));
        assertTrue(shell.err.contains("topology other: destroyed at "), shell.err);
        later(2);
        assertEquals(0, guard());
        assertEquals(null, size("z"));
        assertFalse(Files.exists(shell.remembered("other")));
        assertEquals(1, size("a"), "others stay");
    }

    /** The apply was killed between two changes: the record is there, nothing of its end is. */
    @Test
    void theGuardRollsBackWhatAKilledApplyLeft() {
        shell.platform.beforeChange = () -> {
            throw new Killed();
        };
        try {
            tryOut();
        } catch (Killed expected) {
            shell.platform.beforeChange = () -> {};
        }
        shell.platform.kernel.put(Widget.id("b"), new FakePlatform.Owned("office", new Widget(NetnsName.HOST, "b", null, null, List.of())));
        assertEquals(4, shell.topo("confirm", "office"));
        assertTrue(shell.err.contains("its apply was cut short, so there is no whole version to confirm"), shell.err);
        later(61);
        assertEquals(0, guard());
        assertEquals(1, size("a"));
        assertEquals(null, size("b"));
        shell.topo("history", "office");
        assertTrue(shell.out.contains("interrupted"), shell.out);
    }

    @Test
    void whoeverTakesTheLockNextRollsBackWhatIsOverdue() {
        tryOut();
        later(61);
        assertEquals(4, shell.topo("confirm", "office"));
        assertTrue(shell.err.startsWith("topology office: what was applied was not confirmed by 2026-11-21T08:01:00Z"), shell.err);
        assertTrue(shell.err.contains("topology office: rolled back to version 1, as another look shows"), shell.err);
        assertEquals(1, size("a"));
        tryOut();
        later(61);
        assertEquals(0, shell.topo("apply", shell.file("new.yaml", "other", "{ name: z }")));
        assertEquals("  + widget z\nApplied topology other: 1 added.\n", shell.out, "what is rolled back goes to the messages");
        assertEquals(1, size("a"));
    }

    @Test
    void aRestartMakesTheVersionBeforeTheWantedOne() {
        tryOut();
        shell.platform.kernel.clear();
        shell.platform.boot = new Boot("boot-2", 5);
        int writes = shell.platform.writes;
        assertEquals(4, shell.topo("confirm", "office"));
        assertTrue(shell.err.contains("version 1 is the wanted one again; after the restart nothing of it is there"), shell.err);
        assertEquals(writes, shell.platform.writes);
        shell.topo("get", "office", "-o", "yaml");
        assertTrue(shell.out.contains("{ name: a, size: 1 }"), shell.out);
        shell.topo("history", "office");
        assertTrue(shell.out.contains("3         2026-11-21T08:00:00Z   not applied   automatic roll-back to 1"), shell.out);
    }

    @Test
    void rollbackReturnsAtOnce() {
        tryOut();
        assertEquals(0, shell.topo("rollback", "office"), shell.err);
        assertTrue(shell.out.startsWith("topology office is rolled back to version 1:\n  - widget b\n"), shell.out);
        assertEquals(1, size("a"));
        later(61);
        int writes = shell.platform.writes;
        assertEquals(0, guard());
        assertEquals(writes, shell.platform.writes, "nothing is left to be rolled back");
        shell.topo("apply", "--confirm", "1s", shell.file("new.yaml", "other", "{ name: z }"));
        assertEquals(0, shell.topo("rollback", "other"));
        assertFalse(Files.exists(shell.remembered("other")));
    }

    @Test
    void aRollBackThatDoesNotConvergeSaysSo() {
        tryOut();
        shell.platform.refusals.put("a", "change widget a: EBUSY: Device or resource busy");
        later(61);
        assertEquals(4, guard());
        shell.topo("history", "office");
        assertTrue(shell.out.contains("failed      automatic roll-back to 1"), shell.out);
        assertEquals(null, size("b"), "the rest is rolled back");
        shell.topo("describe", "office");
        assertTrue(shell.out.contains("Version:     3 (by automatic roll-back to 1, failed)"), shell.out);
    }

    @Test
    void aRollBackLeavesWhatOthersHaveTaken() {
        tryOut();
        shell.platform.kernel.put(Widget.id("a"), new FakePlatform.Owned("", new Widget(NetnsName.HOST, "a", 9, null, List.of())));
        later(61);
        assertEquals(3, guard());
        assertEquals(9, size("a"));
        assertEquals(null, size("b"));
        shell.topo("history", "office");
        assertTrue(shell.out.contains("failed      automatic roll-back to 1"), shell.out);
    }

    @Test
    void aBlindRollBackIsTriedAgainByTheNext() {
        tryOut();
        shell.platform.blind = new SurroundingsException("look: ENOBUFS: No buffer space available");
        later(61);
        assertEquals(4, guard());
        assertEquals(2, size("a"));
        shell.platform.blind = null;
        assertEquals(0, shell.topo("apply", shell.file("new.yaml", "other", "{ name: z }")), shell.err);
        assertEquals(1, size("a"));
    }

    @Test
    void anAtomicOneThatFailsIsBackAtOnce() {
        shell.platform.refusals.put("b", "create widget b: EINVAL: Invalid argument");
        assertEquals(4, tryOut("--atomic"));
        assertEquals(1, size("a"));
        assertFalse(Files.exists(shell.remembered("office").resolve("pending")));
        assertFalse(shell.err.contains("topo confirm"), shell.err);
        assertEquals(0, guard());
        shell.platform.refusals.clear();
        assertEquals(0, tryOut("--atomic", "-o", "json"));
        assertTrue(shell.out.contains("\"before\" : \"2026-11-21T08:01:00Z\""), shell.out);
        assertTrue(shell.out.contains("\"command\" : \"topo confirm office\""), shell.out);
    }

    private static final class Killed extends Error {
        private static final long serialVersionUID = 1;
    }
}
