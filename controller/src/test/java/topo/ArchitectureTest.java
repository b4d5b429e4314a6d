package topo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Which package may import which. Read from the sources, so that a package that does not exist yet falls under its rule from the start. */
class ArchitectureTest {
    private static final Path ROOT = Path.of(System.getProperty("topo.root", ".."));

    /** Package prefix to what it may import of topo, besides itself and what lies below it. The longest prefix counts. */
    private static final Map<String, List<String>> ALLOWED = Map.ofEntries(
            Map.entry("topo.api.net", List.of()),
            Map.entry("topo.api", List.of("topo.api.net")),
            Map.entry("topo.api.yaml", List.of("topo.api")),
            Map.entry("topo.kernel", List.of("topo.api.net")),
            Map.entry("topo.reconcilers", List.of("topo.api", "topo.kernel", "topo.reconcilers")),
            Map.entry("topo.engine", List.of("topo.api")),
            Map.entry("topo.store", List.of("topo.api")),
            Map.entry("topo.trigger", List.of("topo.api", "topo.engine")),
            Map.entry("topo.git", List.of("topo.api", "topo.trigger")),
            Map.entry("topo.controller", List.of("topo.api", "topo.engine", "topo.store", "topo.trigger")),
            Map.entry("topo.server", List.of("topo.api", "topo.kernel", "topo.store", "topo.controller")),
            Map.entry("topo.cli", List.of("topo")));

    private record Import(String from, String to) {}

    @Test
    void packagesImportOnlyWhatTheyMay() throws IOException {
        List<String> wrong = new ArrayList<>();
        for (Import found : imports()) {
            String rule = ruleOf(found.from());
            boolean allowed = isBelow(found.to(), rule)
                    ? !isOtherKind(found) && !(rule.equals("topo.api") && isBelow(found.to(), "topo.api.yaml"))
                    : ALLOWED.get(rule).stream().anyMatch(prefix -> isBelow(found.to(), prefix));
            if (!allowed) {
                wrong.add(found.from() + " imports " + found.to());
            }
        }
        assertEquals(List.of(), wrong);
    }

    /** Kinds know each other by names only; topo.reconcilers.link is what link kinds share, and topo.reconcilers itself is the list. */
    private static boolean isOtherKind(Import found) {
        String own = found.from();
        return isBelow(own, "topo.reconcilers") && !own.equals("topo.reconcilers") && !isBelow(found.to(), own)
                && !isBelow(found.to(), "topo.reconcilers.link");
    }

    private static String ruleOf(String name) {
        String prefix = name;
        while (!ALLOWED.containsKey(prefix)) {
            assertTrue(prefix.contains("."), "no rule for package " + name);
            prefix = prefix.substring(0, prefix.lastIndexOf('.'));
        }
        return prefix;
    }

    private static boolean isBelow(String name, String prefix) {
        return name.equals(prefix) || name.startsWith(prefix + ".");
    }

    private static List<Import> imports() throws IOException {
        List<Import> found = new ArrayList<>();
        for (String module : List.of("api", "reconcilers", "controller")) {
            Path sources = ROOT.resolve(module).resolve("src/main/java");
            try (Stream<Path> files = Files.walk(sources)) {
                for (Path file : files.filter(path -> path.toString().endsWith(".java")).toList()) {
                    addImports(sources.relativize(file.getParent()).toString().replace('/', '.'), file, found);
                }
            }
        }
        assertTrue(found.size() > 100, "the sources are read");
        return found;
    }

    private static void addImports(String from, Path file, List<Import> found) throws IOException {
        for (String line : Files.readAllLines(file)) {
            if (line.startsWith("import ")) {
                String name = line.substring(7).replaceFirst("^static ", "").replace(";", "").trim();
                if (name.startsWith("topo.")) {
                    // The package: what comes before the first capital letter.
                    found.add(new Import(from, name.replaceFirst("\\.([A-Z*].*)$", "")));
                }
            }
        }
    }

    /** What may start a program, or could be talked into running another, and the one place for each. */
    private static final Map<String, List<String>> GUARDED = Map.of(
            // Twin: this very program again, by its own command line
            "ProcessBuilder", List.of("topo/kernel/process/SystemProcesses.java", "topo/cli/Twin.java"),
            ".exec(", List.of("topo/cli/ExecCommand.java"),
            "execvp", List.of("topo/kernel/Exec.java", "topo/kernel/ExecLibC.java"),
            "\"sh\"", List.of(),
            "/bin/sh", List.of(),
            // what completes words in a shell names it and starts none
            "bash", List.of("topo/cli/CompletionCommand.java", "topo/cli/ZshCompletion.java", "topo/cli/BashCompletion.java",
                    "topo/cli/Completed.java"),
            "\"-c\"", List.of(),
            "ScriptEngine", List.of(),
            "ObjectInputStream", List.of());

    @Test
    void programsAreStartedInOnePlaceAndNeverByAShell() throws IOException {
        Map<String, List<String>> wrong = new TreeMap<>();
        for (Source source : sources()) {
            GUARDED.forEach((word, allowed) -> {
                if (source.code().contains(word) && !allowed.contains(source.name())) {
                    wrong.computeIfAbsent(word, w -> new ArrayList<>()).add(source.name());
                }
            });
        }
        assertEquals(Map.of(), wrong);
    }

    /**
     * A path is made of words of this program, or in a class that checks what it makes it of. A class that comes to be named here must check
     * that no name leads out of its folder.
     */
    @Test
    void pathsAreMadeOfCheckedWords() throws IOException {
        Set<String> checking = Set.of(
                // a file that the user, or the build, names
                "topo/cli/Sources.java", "topo/cli/Reference.java",
                // folders and files that the command line names
                "topo/cli/Feeds.java",
                // a hash in hexadecimal, and names beside it
                "topo/git/GitFeed.java", "topo/git/GitCopy.java",
                // a disk that the document names; only its numbers are looked up
                "topo/reconcilers/cgroup/Disks.java",
                // below /proc and /dev/pts, of numbers that the kernel shows
                "topo/cli/Terminal.java", "topo/kernel/process/Stragglers.java",
                // below /proc, of numbers
                "topo/cli/Guard.java", "topo/cli/ServedCommands.java",
                "topo/reconcilers/cgroup/KeptProcesses.java",
                // places that the environment of root names
                "topo/reconcilers/Host.java", "topo/cli/Places.java",
                // NetnsName: no slash, no dots
                "topo/kernel/NamespaceFolder.java",
                // the namespace's name is one of those that are listed there
                "topo/kernel/Exec.java",
                // normalised and below the root
                "topo/kernel/Sysctls.java",
                // an entry of a watched folder, as the kernel names it
                "topo/kernel/events/Notes.java", "topo/kernel/events/FolderWatches.java",
                // CgroupPath by its type; file names are constants
                "topo/kernel/cgroup/CgroupDirectory.java", "topo/kernel/cgroup/Descent.java", "topo/kernel/cgroup/Cgroups.java",
                // paths that the kernel itself wrote
                "topo/kernel/cgroup/CgroupLayout.java", "topo/kernel/cgroup/CgroupProcesses.java", "topo/kernel/cgroup/NetnsProcesses.java",
                "topo/kernel/netfilter/LockPatience.java",
                // a program's name is a constant with the words of an enum
                "topo/kernel/process/SystemProcesses.java", "topo/kernel/netfilter/IptablesPrograms.java");
        List<String> wrong = new ArrayList<>();
        for (Source source : sources()) {
            Matcher made = PATH.matcher(source.code());
            while (made.find()) {
                if (!checking.contains(source.name()) && !source.name().startsWith("topo/store/") && !LITERALS.matcher(made.group(1)).matches()) {
                    wrong.add(source.name() + ": " + made.group());
                }
            }
        }
        assertEquals(List.of(), wrong);
    }

    private static final Pattern PATH = Pattern.compile("(?:Path\\.of|Paths\\.get|new File|getPath|\\.resolve|\\.resolveSibling)\\(([^;]*?)\\)[;,.)\\s]");
    /** Constants and texts, also one of two by a condition. */
    private static final Pattern LITERALS = Pattern.compile("((\\w+ \\? )?(\"[^\"]*\"|[A-Z_]+)( : \"[^\"]*\")?(, )?)+");

    private record Source(String name, String code) {}

    private static List<Source> sources() throws IOException {
        List<Source> found = new ArrayList<>();
        for (String module : List.of("api", "reconcilers", "controller")) {
            Path root = ROOT.resolve(module).resolve("src/main/java");
            try (Stream<Path> files = Files.walk(root)) {
                for (Path file : files.filter(path -> path.toString().endsWith(".java")).toList()) {
                    String code = Files.readString(file).replaceAll("(?s)/\\*.*?\\*/", "").replaceAll("(?m)^\\s*//.*$", "");
                    found.add(new Source(root.relativize(file).toString(), code));
                }
            }
        }
        assertTrue(found.size() > 100, "the sources are read");
        return found;
    }
}
