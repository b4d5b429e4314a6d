package topo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Which package may import which. Read from the sources, so that a package that does not exist yet falls under its rule from the start. */
class ArchitectureTest {
    private static final Path ROOT = Path.of(System.getProperty("topo.root", ".."));

    /** Package prefix to what it may import of topo, besides itself and what lies below it. The longest prefix counts. */
    private static final Map<String, List<String>> ALLOWED = Map.of(
            "topo.api.net", List.of(),
            "topo.api", List.of("topo.api.net"),
            "topo.api.yaml", List.of("topo.api"),
            "topo.kernel", List.of("topo.api.net"),
            "topo.reconcilers", List.of("topo.api", "topo.kernel", "topo.reconcilers"),
            "topo.engine", List.of("topo.api"),
            "topo.store", List.of("topo.api"),
            "topo.cli", List.of("topo"));

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
}
