package topo.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import topo.api.SurroundingsException;

/** {@code apply --confirm}, until it is confirmed, and what it refuses. */
class TrialTest extends TrialCase {
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
