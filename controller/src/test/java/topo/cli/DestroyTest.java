package topo.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.Test;
import topo.api.net.NetnsName;

class DestroyTest extends ShellCase {
    @Test
    void deletesByNameInReverseOrderAndForgets() {
        shell.topo("apply", shell.file("lab.yaml", "office", "{ name: a }", "{ name: b, needs: [a] }"));
        assertEquals(0, shell.topo("destroy", "office"), shell.err);
        assertEquals("  - widget b\n  - widget a\nDestroyed topology office: 2 deleted.\n", shell.out);
        assertTrue(shell.platform.kernel.isEmpty());
        assertFalse(Files.exists(shell.remembered("office")));
        assertEquals(4, shell.topo("destroy", "office"));
        assertEquals("no topology \"office\" (there is none)\n", shell.err);
    }

    @Test
    void takesOnlyTheNameFromAFile() {
        shell.topo("apply", shell.file("lab.yaml", "office", "{ name: a }"));
        String edited = shell.file("lab.yaml", "office", "{ name: other }");
        assertEquals(0, shell.topo("destroy", edited), shell.err);
        assertEquals("  - widget a\nDestroyed topology office: 1 deleted.\n", shell.out);
    }

    @Test
    void findsAForgottenTopologyByItsMarks() {
        shell.platform.kernel.put(Widget.id("a"), new FakePlatform.Owned("office", new Widget(NetnsName.HOST, "a", 1, null, List.of())));
        assertEquals(0, shell.topo("destroy", "office"), shell.err);
        assertTrue(shell.platform.kernel.isEmpty());
        assertFalse(Files.exists(shell.remembered("office")));
    }

    @Test
    void saysWhichNamesAreKnown() {
        shell.topo("apply", shell.file("lab.yaml", "office", "{ name: a }"));
        assertEquals(4, shell.topo("destroy", "ofice"));
        assertEquals("no topology \"ofice\" (did you mean \"office\"?)\n", shell.err);
        assertEquals(4, shell.topo("destroy", "zoo", "office"), "the other one is destroyed all the same");
        assertEquals("no topology \"zoo\" (known: office)\n", shell.err);
        assertTrue(shell.platform.kernel.isEmpty());
    }

    @Test
    void keepsTheRecordWhileAnythingIsLeft() {
        shell.topo("apply", shell.file("lab.yaml", "office", "{ name: a }", "{ name: b }"));
        shell.platform.refusals.put("a", "delete widget a: EBUSY: Device or resource busy");
        assertEquals(4, shell.topo("destroy", "office"));
        assertTrue(shell.err.contains("delete widget a: EBUSY: Device or resource busy\n"), shell.err);
        assertTrue(Files.exists(shell.remembered("office")));
        shell.platform.refusals.clear();
        assertEquals(0, shell.topo("destroy", "office"));
        assertFalse(Files.exists(shell.remembered("office")));
    }

    @Test
    void destroysAll() {
        shell.topo("apply", shell.file("one.yaml", "one", "{ name: a }"), shell.file("two.yaml", "two", "{ name: b }"));
        assertEquals(2, shell.topo("destroy"));
        assertEquals(2, shell.topo("destroy", "--all", "one"));
        assertEquals(0, shell.topo("destroy", "--all"), shell.err);
        assertTrue(shell.platform.kernel.isEmpty());
        assertEquals(0, shell.topo("destroy", "--all"));
        assertEquals("no topology is remembered; there is nothing to destroy\n", shell.err);
    }

    @Test
    void refusesWhatCannotBeAName() {
        for (String word : List.of("../x", "..", "a b", "A", "-", "x".repeat(64))) {
            int status = shell.topo("destroy", word);
            assertEquals(2, status, word + ": " + shell.err);
        }
        assertEquals(0, shell.platform.looks);
    }
}
