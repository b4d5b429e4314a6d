package topo.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;

/** {@code topo history} and {@code topo rollback}. */
class HistoryTest extends ShellCase {
    private void apply(int size) {
        shell.topo("apply", shell.file("lab.yaml", "office", "{ name: a, size: " + size + " }"));
    }

    private int size() {
        return shell.platform.kernel.get(Widget.id("a")).widget().size();
    }

    @Test
    void listsWhatWasAppliedAndHowItEnded() {
        apply(1);
        shell.now = shell.now.plusSeconds(60);
        shell.platform.refusals.put("a", "change widget a: EBUSY: Device or resource busy");
        apply(2);
        shell.platform.refusals.clear();
        apply(2);
        apply(3);
        apply(3);
        assertEquals(0, shell.topo("history", "office"));
        assertEquals("""
                VERSION   APPLIED                RESULT      BY
                1         2026-11-21T08:00:00Z   converged   apply
                2         2026-11-21T08:01:00Z   converged   apply
                3         2026-11-21T08:01:00Z   converged   apply
                """, shell.out);
        assertEquals(0, shell.topo("history", "office", "--show", "2"));
        assertEquals(Shell.document("office", "{ name: a, size: 2 }"), shell.out);
        assertEquals(4, shell.topo("history", "office", "--show", "9"));
        assertEquals("topology office has no version 9 (kept: 1 to 3)\n", shell.err);
        assertEquals(4, shell.topo("history", "ofice"));
        assertTrue(shell.err.contains("did you mean \"office\"?"), shell.err);
        assertEquals(4, shell.topo("history", "../office"));
        assertEquals(0, shell.topo("history", "office", "-o", "json"));
        assertTrue(shell.out.contains("\"version\" : 3"), shell.out);
    }

    @Test
    void rollsBackToTheVersionBeforeOrToAny() {
        apply(1);
        apply(2);
        apply(3);
        assertEquals(0, shell.topo("rollback", "office", "--dry-run"));
        assertEquals("""
                topology office would be rolled back to version 2:
                  ~ widget a
                      size: 3 -> 2
                Plan: 0 to add, 1 to change, 0 to replace, 0 to delete.
                """, shell.out);
        assertEquals(3, size());
        assertEquals(0, shell.topo("rollback", "office"));
        assertEquals("topology office is rolled back to version 2:\n  ~ widget a\n      size: 3 -> 2\nApplied topology office: 1 changed.\n", shell.out);
        assertEquals(2, size());
        assertEquals(0, shell.topo("rollback", "office", "--to", "1", "-o", "json"));
        assertTrue(shell.out.startsWith("{"), shell.out);
        assertEquals(1, size());
        shell.topo("history", "office");
        assertTrue(shell.out.contains("4         2026-11-21T08:00:00Z   converged   rollback to 2\n"
                + "5         2026-11-21T08:00:00Z   converged   rollback to 1\n"), shell.out);
        shell.topo("get", "office", "-o", "yaml");
        assertTrue(shell.out.contains("size: 1"), shell.out);
        assertEquals(0, shell.topo("rollback", "office"));
        assertEquals(2, size(), "back again");
    }

    @Test
    void passesOverVersionsThatFailed() {
        apply(1);
        shell.platform.refusals.put("a", "change widget a: EBUSY: Device or resource busy");
        apply(2);
        shell.platform.refusals.clear();
        apply(3);
        assertEquals(0, shell.topo("rollback", "office"));
        assertEquals(1, size());
    }

    @Test
    void sayWhereThereIsNothingToReturnTo() {
        apply(1);
        assertEquals(4, shell.topo("rollback", "office"));
        assertTrue(shell.err.startsWith("topology office: no earlier version converged"), shell.err);
        assertEquals(4, shell.topo("rollback", "office", "--to", "7"));
        assertEquals(4, shell.topo("rollback", "nobody"));
        assertEquals(2, shell.topo("rollback", "office", "--to", "x"));
        assertEquals(2, shell.topo("rollback", "office", "--to", "0"));
    }

    @Test
    void aRollbackIsRefusedAsAnApplyIs() {
        shell.topo("apply", shell.file("lab.yaml", "office", "{ name: a, size: 1 }", "{ name: b }"));
        apply(2);
        shell.topo("apply", shell.file("other.yaml", "other", "{ name: b }"));
        assertEquals(3, shell.topo("rollback", "office"));
        assertTrue(shell.err.contains("belongs to topology other"), shell.err);
        assertEquals(2, size());
    }

    /** Records of before there was a history, and of applies that were killed. */
    @Test
    void knowsVersionsThatNoFileLists() throws Exception {
        apply(1);
        Files.delete(shell.remembered("office").resolve("version-1"));
        shell.topo("history", "office");
        assertTrue(shell.out.contains("1         2026-11-21T08:00:00Z   converged   apply"), shell.out);
        apply(2);
        assertEquals(0, shell.topo("rollback", "office"));
        assertEquals(1, size());
    }

    @Test
    void leavesOutWhatIsDamagedAndNeverUsesItsNumberAgain() throws Exception {
        apply(1);
        apply(2);
        apply(3);
        Path file = shell.remembered("office").resolve("version-2");
        byte[] whole = Files.readAllBytes(file);
        for (int cut = 0; cut < whole.length; cut += 5) {
            byte[] damaged = whole.clone();
            damaged[cut] ^= 4;
            Files.write(file, damaged);
            assertEquals(0, shell.topo("history", "office"));
            assertFalse(shell.out.contains("\n2 "), shell.out);
            assertTrue(shell.err.contains("version-2 is cut or damaged"), shell.err);
            Files.write(file, java.util.Arrays.copyOf(whole, cut));
            assertEquals(0, shell.topo("history", "office"));
            assertFalse(shell.out.contains("\n2 "), shell.out);
        }
        assertEquals(0, shell.topo("rollback", "office"));
        assertEquals(1, size());
        Files.write(shell.remembered("office").resolve("version-4"), new byte[0]);
        apply(9);
        assertTrue(Files.exists(shell.remembered("office").resolve("version-5")));
    }

    @Test
    void keepsTwentyAndTheirNumbersGoOn() throws Exception {
        for (int size = 1; size <= 30; size++) {
            apply(size);
        }
        shell.topo("history", "office");
        assertEquals(21, shell.out.lines().count());
        assertTrue(shell.out.contains("\n11 ") && !shell.out.contains("\n10 ") && shell.out.contains("\n30 "), shell.out);
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(shell.remembered("office").resolve("version-30"))));
    }

    @Test
    void keepsNoMoreThanEightMegabytes() {
        String filler = "# " + "x".repeat(3 << 20) + "\n";
        for (int size = 1; size <= 5; size++) {
            shell.topo("apply", shell.write("lab.yaml", Shell.document("office", "{ name: a, size: " + size + " }") + filler));
            assertEquals(size, size(), shell.err);
        }
        shell.topo("history", "office");
        assertEquals(3, shell.out.lines().count(), shell.out);
    }

    @Test
    void destroyForgetsIt() {
        apply(1);
        apply(2);
        shell.topo("destroy", "office");
        assertFalse(Files.exists(shell.remembered("office")));
        apply(1);
        shell.topo("history", "office");
        assertEquals(2, shell.out.lines().count(), shell.out);
    }
}
