package topo.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import topo.api.SurroundingsException;
import topo.api.net.NetnsName;

class CommandLineTest extends ShellCase {
    private Arguments read(String... words) {
        return Arguments.read(new ApplyCommand(null).syntax(), List.of(words));
    }

    @Test
    void readsOptionsInEveryForm() {
        for (String[] words : List.of(new String[] {"-o", "json", "f", "--timeout", "5s"}, new String[] {"f", "-ojson", "--timeout=5s"},
                new String[] {"--output=json", "--timeout", "1m", "--timeout", "5000ms", "--", "f"})) {
            Arguments arguments = read(words);
            assertEquals("json", arguments.choice("--output", "text", "json"));
            assertEquals(5000, arguments.millis("--timeout", 1));
            assertEquals(List.of("f"), arguments.parameters());
        }
        assertEquals(List.of("-", "--adopt"), read("-", "--", "--adopt").parameters());
        assertFalse(read("-", "--", "--adopt").has("--adopt"));
        assertEquals(16L << 20, read("f", "--max-size", "16M").bytes("--max-size", 1));
    }

    @Test
    void refusesWhatItDoesNotTake() {
        assertMessage("unknown option \"--adpot\" (did you mean \"--adopt\"?)", "f", "--adpot");
        assertMessage("unknown option \"--antimatter\"", "f", "--antimatter");
        assertMessage("unknown option \"-x\"", "f", "-x");
        assertMessage("the option --dry-run takes no value, found \"yes\"", "f", "--dry-run=yes");
        assertMessage("the option --timeout needs a value: --timeout TIME", "f", "--timeout");
        assertMessage("topo apply needs FILE|DIR|-...", "--adopt");
        for (String bad : List.of("5", "s", "-5s", "5h", "", "9999999999s", "5 s")) {
            UsageException wrong = assertThrows(UsageException.class, () -> read("f", "--timeout", bad).millis("--timeout", 1), bad);
            assertTrue(wrong.getMessage().startsWith("the option --timeout is a time such as"), wrong.getMessage());
        }
    }

    private void assertMessage(String message, String... words) {
        assertEquals(message, assertThrows(UsageException.class, () -> read(words)).getMessage());
    }

    @Test
    void refusesUnknownCommands() {
        assertEquals(2, shell.topo("aply", "lab.yaml"));
        assertEquals("unknown command \"aply\" (did you mean \"apply\"?)\n\"topo --help\" lists the commands\n", shell.err);
        assertEquals(2, shell.topo());
        assertEquals(2, shell.topo("--versoin"));
        assertTrue(shell.err.startsWith("unknown option \"--versoin\" (did you mean \"--version\"?)"), shell.err);
        assertEquals(2, shell.topo("apply", "x", "--adpot"));
        assertTrue(shell.err.endsWith("\"topo apply --help\" tells what it takes\n"), shell.err);
        assertEquals("", shell.out);
    }

    @Test
    void tellsItsVersion() {
        assertEquals(0, shell.topo("--version"));
        assertEquals("topo 1.2.3\n", shell.out);
    }

    @Test
    void listsAllCommands() {
        assertEquals(0, shell.topo("--help"));
        for (Verb verb : Verb.values()) {
            assertTrue(shell.out.contains(verb.word() + "  ") && shell.out.contains(verb.summary()), shell.out);
        }
        for (Exit exit : Exit.values()) {
            assertTrue(shell.out.contains(exit.code() + "   "), shell.out);
        }
    }

    @ParameterizedTest
    @EnumSource(Verb.class)
    void explainsEachCommand(Verb verb) {
        assertEquals(0, shell.topo(verb.word(), "--help"), shell.err);
        assertTrue(shell.out.startsWith("Usage: topo " + verb.word() + " "), shell.out);
        assertTrue(shell.out.contains("Exit status:\n"), shell.out);
        assertFalse(shell.out.contains("%") || shell.out.contains("\033"), shell.out);
        assertTrue(shell.out.lines().allMatch(line -> line.length() <= 100), shell.out);
    }

    @Test
    void coloursOnlyWhenAsked() {
        String file = shell.file("lab.yaml", "office", "{ name: a }");
        shell.topo("diff", file);
        assertFalse(shell.out.contains("\033"), shell.out);
        shell.colour = true;
        shell.topo("diff", file);
        assertTrue(shell.out.contains("\033[32m+\033[0m widget a"), shell.out);
        PrintStream none = new PrintStream(new ByteArrayOutputStream());
        assertFalse(Output.of(none, none, Map.of("NO_COLOR", "1")).colour());
        assertFalse(Output.of(none, none, Map.of("TERM", "dumb")).colour());
    }

    @Test
    void hidesTheTraceOfAnInternalErrorUnlessDebugging() {
        shell.platform.blind = new IllegalStateException("boom");
        String file = shell.file("lab.yaml", "office", "{ name: a }");
        assertEquals(4, shell.topo("diff", file));
        assertTrue(shell.err.startsWith("internal error: java.lang.IllegalStateException: boom"), shell.err);
        assertEquals(1, shell.err.lines().count());
        shell.debug = true;
        assertEquals(4, shell.topo("diff", file));
        assertTrue(shell.err.contains("\tat topo."), shell.err);
    }

    @Test
    void raisesTheSizeLimitOnlyOnRequest() {
        String file = shell.write("big.yaml", Shell.document("office", "{ name: a }") + "#" + "x".repeat(5 << 20) + "\n");
        assertEquals(2, shell.topo("validate", file));
        assertTrue(shell.err.contains("--max-size raises it"), shell.err);
        assertEquals(0, shell.topo("validate", "--max-size", "6M", file), shell.err);
        assertEquals(file + ": ok (topology office: 1 resource)\n", shell.out);
    }

    @Test
    void validatesSeveralFilesTogether() {
        String one = shell.file("one.yaml", "same", "{ name: a }");
        String two = shell.file("two.yaml", "same", "{ name: b }");
        assertEquals(2, shell.topo("validate", one, two));
        assertTrue(shell.err.contains("same"), shell.err);
        assertEquals(0, shell.platform.looks);
        assertEquals(2, shell.topo("validate", "-", "-"));
    }

    @Test
    void handsACommandOverUntouched() {
        shell.platform.namespaces.add(new NetnsName("red"));
        assertEquals(127, shell.topo("exec", "red", "--", "ip", "-br", "--", "a"));
        assertEquals(List.of("ip", "-br", "--", "a"), shell.platform.started);
        assertEquals(127, shell.topo("exec", "red", "ls", "-o", "--help"));
        assertEquals(List.of("ls", "-o", "--help"), shell.platform.started);
        assertEquals(4, shell.topo("exec", "rde", "ls"));
        assertEquals("no namespace \"rde\" (did you mean \"red\"?)\n", shell.err);
        assertEquals(2, shell.topo("exec", "red"));
        shell.platform.root = false;
        assertEquals(5, shell.topo("exec", "red", "ls"));
    }

    @Test
    void keepsTheBytesOfACommand() throws Exception {
        Path file = Files.write(folder.resolve("cmdline"), new byte[] {'j', 'a', 'v', 'a', 0, 'l', 's', 0, (byte) 0xff, (byte) 0xe4, 0, 0});
        List<byte[]> raw = new RawArguments(file).of(List.of("ls", "??", ""));
        assertArrayEquals(new byte[] {'l', 's'}, raw.get(0));
        assertArrayEquals(new byte[] {(byte) 0xff, (byte) 0xe4}, raw.get(1));
        assertEquals(0, raw.get(2).length);
        assertArrayEquals(new byte[] {'x'}, new RawArguments(folder.resolve("none")).of(List.of("x")).get(0));
    }

    @Test
    void requiresBothCapabilities() throws Exception {
        assertPrivileges("Uid:\t0\t0\t0\t0\nCapEff:\t000001ffffffffff\n", "");
        assertPrivileges("Uid:\t1000\t1000\t1000\t1000\nCapEff:\t0000000000000000\n", "topo apply needs root: run it with sudo");
        assertPrivileges("Uid:\t1000\t1000\t1000\t1000\nCapEff:\t0000000000201000\n", "");
        assertPrivileges("Uid:\t0\t0\t0\t0\nCapEff:\t00000000a80425fb\n",
                "topo apply needs the capabilities CAP_NET_ADMIN and CAP_SYS_ADMIN");
    }

    private void assertPrivileges(String status, String refusal) throws Exception {
        Path file = Files.writeString(folder.resolve("status"), status);
        Privileges privileges = new Privileges(file);
        if (refusal.isEmpty()) {
            privileges.require("topo apply");
        } else {
            String message = assertThrows(SurroundingsException.class, () -> privileges.require("topo apply")).getMessage();
            assertTrue(message.startsWith(refusal), message);
        }
    }
}
