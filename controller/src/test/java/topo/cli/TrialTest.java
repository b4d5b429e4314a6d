package topo.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import topo.api.SurroundingsException;
import topo.api.net.NetnsName;
import topo.store.Boot;

/** {@code apply --confirm}, and what becomes of it. */
class TrialTest {
    @TempDir
    Path folder;
    Shell shell;

    @BeforeEach
    void open() {
        shell = new Shell(folder);
        assertEquals(0, shell.topo("apply", shell.file("one.yaml", "office", "{ name: a, size: 1 }")), shell.err);
    }

    private int tryOut(String... words) {
        String[] all = new String[words.length + 4];
        System.arraycopy(words, 0, all, 4, words.length);
        all[0] = "apply";
        all[1] = shell.file("two.yaml", "office", "{ name: a, size: 2 }", "{ name: b }");
        all[2] = "--confirm";
        all[3] = "60s";
        return shell.topo(all);
    }

    private void later(long seconds) {
        shell.platform.boot = new Boot(shell.platform.boot.id(), shell.platform.boot.millis() + seconds * 1000);
    }

    private int guard() {
        String[] words = shell.platform.twin.toArray(new String[0]);
        return shell.topo(words);
    }

    private Integer size(String name) {
        FakePlatform.Owned owned = shell.platform.kernel.get(Widget.id(name));
        return owned == null ? null : owned.widget().size();
    }

    @Test
    void isOnRecordAndGuardedBeforeTheFirstChange() {
        boolean[] seen = new boolean[2];
        shell.platform.beforeChange = () -> {
            seen[0] = Files.exists(shell.remembered("office").resolve("pending"));
            seen[1] = shell.platform.twin.size() == 3 && shell.platform.twin.get(2).equals("office");
        };
        assertEquals(0, tryOut(), shell.err);
        assertTrue(seen[0] && seen[1]);
        assertEquals("topology office: rolled back to version 1 at 2026-11-21T08:01:00Z unless you type before: topo confirm office\n", shell.err);
        assertEquals(2, size("a"));
        shell.topo("get");
        assertTrue(shell.err.contains("unless you type before: topo confirm office"), shell.err);
        shell.topo("describe", "office");
        assertTrue(shell.out.contains("Unconfirmed:   rolled back to version 1 at 2026-11-21T08:01:00Z"), shell.out);
    }

    @Test
    void changesNothingIfTheGuardDoesNotStart() {
        shell.platform.noTwin = new SurroundingsException("start the process that is to roll back: ENOMEM");
        int writes = shell.platform.writes;
        assertEquals(5, tryOut());
        assertEquals(writes, shell.platform.writes);
        assertFalse(Files.exists(shell.remembered("office").resolve("pending")));
        assertEquals(5, shell.topo("apply", "--confirm", "5s", shell.file("new.yaml", "other", "{ name: z }")));
        assertFalse(Files.exists(shell.remembered("other")));
    }

    @Test
    void staysOnceConfirmed() {
        tryOut();
        later(59);
        assertEquals(0, shell.topo("confirm", "office"));
        assertEquals("Confirmed topology office.\n", shell.out);
        later(5);
        assertEquals(0, guard());
        assertEquals(2, size("a"));
        assertEquals(4, shell.topo("confirm", "office"));
        assertEquals("topology office: nothing waits to be confirmed\n", shell.err);
        assertEquals(4, shell.topo("confirm", "ofice"));
        assertTrue(shell.err.contains("did you mean \"office\"?"), shell.err);
    }

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

    private static final class Killed extends Error {
        private static final long serialVersionUID = 1;
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
    void noOtherApplyComesBetween() {
        tryOut();
        int writes = shell.platform.writes;
        assertEquals(5, shell.topo("apply", shell.file("three.yaml", "office", "{ name: c }")));
        assertEquals("topology office waits to be confirmed until 2026-11-21T08:01:00Z: \"topo confirm office\" keeps what is there,"
                + " by \"topo rollback office\" it is rolled back to version 1; then apply. Nothing was changed\n", shell.err);
        assertEquals(writes, shell.platform.writes);
        assertEquals(0, shell.topo("apply", shell.file("new.yaml", "other", "{ name: z }")), "others may");
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
    void destroyEndsIt() {
        tryOut();
        assertEquals(0, shell.topo("destroy", "office"));
        later(61);
        assertEquals(0, guard());
        assertTrue(shell.platform.kernel.isEmpty());
    }

    /** A destroy that fails half-way is not followed by a return of what was to be destroyed. */
    @Test
    void destroyEndsItEvenIfItFails() {
        tryOut();
        shell.platform.refusals.put("a", "delete widget a: EBUSY: Device or resource busy");
        assertEquals(4, shell.topo("destroy", "office"));
        later(61);
        assertEquals(0, guard());
        assertEquals(2, size("a"));
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

    @Test
    void whatChangesNothingNeedsNoConfirmation() {
        assertEquals(0, shell.topo("apply", "--confirm", "1s", folder + "/one.yaml"));
        assertEquals("nothing is to be confirmed\n", shell.err);
        assertEquals(List.of(), shell.platform.twin);
    }

    @Test
    void doesNotReturnToARecordThatIsLost() throws Exception {
        Files.delete(shell.remembered("office").resolve("topology.yaml"));
        int writes = shell.platform.writes;
        assertEquals(5, tryOut());
        assertTrue(shell.err.contains("its record is lost, so there is nothing to return to; apply without --confirm once"), shell.err);
        assertEquals(writes, shell.platform.writes);
    }

    @Test
    void aDamagedNoteRollsNothingBack() throws Exception {
        tryOut();
        Path pending = shell.remembered("office").resolve("pending");
        String text = Files.readString(pending);
        for (int length = 0; length < text.length(); length += 7) {
            Files.writeString(pending, text.substring(0, length));
            later(61);
            assertEquals(4, shell.topo("confirm", "office"));
            assertTrue(shell.err.contains("does not read and is kept as pending.bad-"), shell.err);
            assertEquals(2, size("a"));
        }
    }

    @Test
    void usage() {
        assertEquals(2, shell.topo("apply", "--confirm", "5s", "--dry-run", folder + "/one.yaml"));
        assertEquals(2, shell.topo("apply", "--confirm", "0s", folder + "/one.yaml"));
        assertEquals(2, shell.topo("apply", "--confirm", "5s", "--adopt", folder + "/one.yaml"));
        assertEquals(2, shell.topo("--guard"));
    }
}
