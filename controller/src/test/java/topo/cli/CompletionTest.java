package topo.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** The completion scripts, in real shells. */
class CompletionTest extends ShellCase {
    /** What topo itself would say, and bash's own words that work only while it completes. */
    private static final String FAKES = """
            topo() { [[ $1 != get ]] || printf '%s\\n' 'NAME  SYNC' 'home  Synced' 'office  OutOfSync'; }
            compopt() { :; }
            """;

    private String script(String name) {
        assertEquals(0, shell.topo("completion", name));
        assertEquals("", shell.err);
        return shell.out;
    }

    /** What a shell says when it is fed this text, in the test's folder; it must end with 0 and without a complaint. */
    private String said(String program, String text, String... options) throws IOException, InterruptedException {
        Path file = Files.writeString(folder.resolve("script"), text);
        List<String> command = new ArrayList<>(List.of(program));
        command.addAll(List.of(options));
        command.add(file.toString());
        Path out = folder.resolve("said");
        Process process = new ProcessBuilder(command).directory(Files.createDirectories(folder.resolve("here")).toFile())
                .redirectErrorStream(true).redirectOutput(out.toFile()).start();
        assertTrue(process.waitFor(30, TimeUnit.SECONDS), "the shell hangs");
        assertEquals(0, process.exitValue(), Files.readString(out));
        return Files.readString(out);
    }

    /** What bash offers for the last of these words, in order. */
    private List<String> offered(String... words) throws IOException, InterruptedException {
        StringBuilder text = new StringBuilder(script("bash")).append(FAKES).append("COMP_WORDS=(topo");
        for (String word : words) {
            text.append(" '").append(word).append('\'');
        }
        String before = words.length > 1 ? words[words.length - 2] : "topo";
        text.append(")\nCOMP_CWORD=").append(words.length).append("\n_topo topo '").append(words[words.length - 1]).append("' '")
                .append(before).append("'\nprintf '%s\\n' ${COMPREPLY[@]+\"${COMPREPLY[@]}\"}\n");
        return Arrays.stream(said("bash", text.toString(), "--norc").split("\n")).filter(word -> !word.isEmpty()).sorted().toList();
    }

    @Test
    void bashOffersCommandsAndOptions() throws Exception {
        assertEquals(List.of("apply"), offered("ap"));
        assertTrue(offered("").containsAll(Verb.words()));
        assertTrue(offered("apply", "--").containsAll(List.of("--dry-run", "--adopt", "--output")));
        assertEquals(List.of("--dry-run"), offered("apply", "--dr"));
        assertEquals(List.of("json", "text"), offered("apply", "-o", ""));
        assertEquals(List.of("json"), offered("diff", "--output", "j"));
        assertEquals(List.of(), offered("apply", "--timeout", ""));
        assertEquals(List.of("bash", "zsh"), offered("completion", ""));
        assertEquals(List.of(), offered("nosuch", ""));
    }

    @Test
    void bashOffersTopologiesAndFiles() throws Exception {
        Path here = Files.createDirectories(folder.resolve("here"));
        Files.createDirectory(here.resolve("labs"));
        for (String name : List.of("a.yaml", "b.yml", "two words.yaml", "notes.txt")) {
            Files.createFile(here.resolve(name));
        }
        assertEquals(List.of("a.yaml", "b.yml", "labs", "two words.yaml"), offered("apply", ""));
        assertEquals(List.of("two words.yaml"), offered("validate", "t"));
        assertEquals(List.of("home", "office"), offered("get", ""));
        assertEquals(List.of("office"), offered("describe", "of"));
        assertEquals(List.of("a.yaml", "b.yml", "home", "labs", "office", "two words.yaml"), offered("destroy", ""));
    }

    @Test
    void bashOffersNamespaces() throws Exception {
        Path namespaces = Files.createDirectories(Path.of("/run/netns"));
        Path red = Files.createFile(namespaces.resolve("completed-red"));
        try {
            assertEquals(List.of("completed-red"), offered("exec", "completed"));
        } finally {
            Files.delete(red);
        }
    }

    @Test
    void bashCompletesAtItsPrompt() throws Exception {
        String text = script("bash") + "complete -p topo\n";
        assertEquals("complete -F _topo topo\n", said("bash", text, "--norc"));
    }

    @Test
    void zshReadsItsScript() throws Exception {
        Assumptions.assumeTrue(Files.isExecutable(Path.of("/bin/zsh")) || Files.isExecutable(Path.of("/usr/bin/zsh")),
                "this machine lacks: zsh");
        String text = script("zsh");
        assertTrue(text.startsWith("#compdef topo\n"), text);
        assertEquals("", said("zsh", text, "-f", "-n"));
        String words = "compdef() { print compdef $@ }\n" + text + "_describe() { print $1 ${(P)2} }\nCURRENT=2\n_topo\n";
        String said = said("zsh", words, "-f");
        assertTrue(said.startsWith("compdef _topo topo\ncommand apply:"), said);
        for (String verb : Verb.words()) {
            assertTrue(said.contains(verb + ":"), verb);
        }
    }

    @Test
    void refusesOtherShells() {
        assertEquals(2, shell.topo("completion", "fish"));
        assertEquals(2, shell.topo("completion"));
    }
}
