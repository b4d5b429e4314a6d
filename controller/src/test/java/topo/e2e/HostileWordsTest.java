package topo.e2e;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import topo.api.yaml.BadDocumentException;
import topo.api.yaml.TopologyReader;
import topo.reconcilers.Kinds;

/**
 * Names that the kernel would take, that programs would misread, or that lead out of a folder, in every field that takes a name: each is
 * refused where it stands, together within a second, and nothing is touched.
 */
class HostileWordsTest {
    private static final List<String> WORDS = List.of("", ".", "..", "../x", "a/../b", "/etc/passwd", ".hidden", "-x", "--help", "-j", "*", "*nat",
            ":X - [0:0]", "!eth0 x", "eth0;id", "$(id)", "`id`", "a|b", "a&b", "q\"q", "q'q", "b\\b", "a b", "a\tb", "a\nb", "a\nCOMMIT\n*nat", "a\rb",
            "a\u0000b", "\u001b[31mred", "\u009b31m", "a\u202eb", "a\u2028b", "\ufeffa", "é", "ａ", "\ud83d\ude00", "foo%d", "eth+", "#x", "topo:#x",
            "x".repeat(300), "-".repeat(64));
    private static final String HEAD = "apiVersion: topo/v1\nkind: Topology\nmetadata: { name: lab }\nspec:\n";
    private static final String NAMES = "  namespaces: [{ name: red }]\n";

    /** A place for a name: the start of a document, and one entry with {@code %s} where the word goes, and words that mean something there. */
    private record Field(String what, String start, String entry, Set<String> fine) {
        Field(String what, String start, String entry, String... fine) {
            this(what, start, entry, Set.of(fine));
        }

        @Override
        public String toString() {
            return what;
        }
    }

    private static List<Field> fields() {
        return List.of(
                new Field("namespace", HEAD + "  namespaces:\n", "{ name: %s }"),
                new Field("alias", HEAD + "  namespaces:\n    - name: red\n      aliases:\n", "%s"),
                new Field("bridge", HEAD + "  bridges:\n", "{ name: %s }"),
                new Field("bridge's namespace", HEAD + NAMES + "  bridges:\n", "{ name: br0, namespace: %s }"),
                new Field("end of a pair", HEAD + "  veths:\n", "{ endpoints: [{ name: %s }, { name: ok }] }"),
                new Field("master", HEAD + "  veths:\n", "{ endpoints: [{ name: a, bridge: %s }, { name: ok }] }"),
                new Field("MAC address", HEAD + "  bridges:\n", "{ name: br0, mac: %s }"),
                new Field("address", HEAD + "  bridges:\n    - name: br0\n      addresses:\n", "%s"),
                new Field("device of a route", HEAD + "  routes:\n", "{ to: 10.0.0.0/8, dev: %s }"),
                new Field("destination of a route", HEAD + "  routes:\n", "{ to: %s, dev: eth0 }"),
                new Field("gateway", HEAD + "  routes:\n", "{ to: 10.0.0.0/8, via: %s }"),
                new Field("next hop", HEAD + "  routes:\n", "{ to: 10.0.0.0/8, nextHops: [{ dev: %s }] }"),
                new Field("routing table", HEAD + "  routes:\n", "{ to: 10.0.0.0/8, dev: eth0, table: %s }"),
                new Field("scope", HEAD + "  routes:\n", "{ to: 10.0.0.0/8, dev: eth0, scope: %s }"),
                new Field("sysctl", HEAD + "  sysctls:\n", "{ name: %s, value: 1 }"),
                new Field("sysctl of an interface", HEAD + "  sysctls:\n", "{ name: net/ipv4/conf/%s/forwarding, value: 1 }"),
                new Field("sysctl's namespace", HEAD + NAMES + "  sysctls:\n", "{ name: net.ipv4.ip_forward, value: 1, namespace: %s }"),
                new Field("outInterface", HEAD + "  nat:\n", "{ type: masquerade, outInterface: %s }"),
                new Field("inInterface", HEAD + "  nat:\n", "{ type: dnat, port: 80, to: 10.0.0.2, inInterface: %s }"),
                new Field("source", HEAD + "  nat:\n", "{ type: masquerade, source: %s }"),
                new Field("published address", HEAD + "  nat:\n", "{ type: dnat, port: 80, to: 10.0.0.2, destination: %s }"),
                new Field("backend", HEAD + "  nat:\n", "{ type: dnat, port: 80, to: %s }"),
                new Field("protocol", HEAD + "  nat:\n", "{ type: dnat, port: 80, to: 10.0.0.2, protocol: %s }"),
                new Field("port", HEAD + "  nat:\n", "{ type: dnat, port: %s, to: 10.0.0.2 }"),
                new Field("nat's namespace", HEAD + NAMES + "  nat:\n", "{ type: masquerade, namespace: %s }"),
                new Field("cgroup", HEAD + "  cgroups:\n", "{ name: %s }"),
                new Field("cgroup's namespace", HEAD + NAMES + "  cgroups:\n", "{ name: a, namespaces: [%s] }"),
                new Field("CPUs", HEAD + "  cgroups:\n", "{ name: a, cpuset: { cpus: %s } }"),
                new Field("disk", HEAD + "  cgroups:\n", "{ name: a, io: { max: [{ device: %s, readBps: 1M }] } }"));
    }

    @AutoClose
    private final Sandbox box = Sandbox.open();

    /** Where the word is part of a longer one, that one is in quotes. */
    private static String document(Field field) {
        StringBuilder text = new StringBuilder(field.start());
        boolean inside = field.entry().contains("/%s/");
        for (String word : WORDS) {
            String entry = inside ? field.entry().replace("net/ipv4/conf/%s/forwarding", quoted("net/ipv4/conf/" + word + "/forwarding"))
                    : field.entry().replace("%s", quoted(word));
            text.append(field.fine().contains(word) ? "" : "      - " + entry + "\n");
        }
        return text.toString();
    }

    private static String quoted(String word) {
        StringBuilder text = new StringBuilder("\"");
        word.codePoints().forEach(c -> text.append(c >= ' ' && c < 0x7f && c != '"' && c != '\\' ? Character.toString(c) : "\\U%08X".formatted(c)));
        return text.append('"').toString();
    }

    /** Every one of them by its line, by the same reader that all commands use; nothing native is loaded for it. */
    @Test
    void eachIsRefusedWhereItStands() {
        TopologyReader reader = new TopologyReader(Kinds.kinds());
        List<Executable> checks = new ArrayList<>();
        for (Field field : fields()) {
            checks.add(() -> {
                String text = document(field);
                Set<Integer> expected = new TreeSet<>();
                int first = (int) field.start().lines().count() + 1;
                for (int line = first; line <= text.lines().count(); line++) {
                    expected.add(line);
                }
                Set<Integer> refused = new TreeSet<>();
                // Of the processor, as the machine may be doing other things too.
                long start = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
                try {
                    reader.read("hostile.yaml", text.getBytes(StandardCharsets.UTF_8));
                } catch (BadDocumentException bad) {
                    bad.problems().forEach(problem -> refused.add(problem.line()));
                }
                long millis = Duration.ofNanos(ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - start).toMillis();
                expected.removeAll(refused);
                List<String> taken = expected.stream().map(line -> quoted(WORDS.get(line - first))).toList();
                assertEquals(List.of(), taken, field + " takes them");
                assertTrue(millis < 1000, field + " took " + millis + " ms");
            });
        }
        assertAll(checks);
    }

    @Test
    void applyTouchesNothing() {
        Picture.settle(box);
        String before = Picture.whole(box);
        String[] files = fields().stream().map(field -> box.file(field.what().replaceAll("\\W", "-") + ".yaml", document(field)))
                .toArray(String[]::new);
        for (String file : files) {
            Result result = box.topo("apply", file).expect(2);
            assertTrue(result.err().chars().noneMatch(c -> c < ' ' && c != '\n' || c >= 0x7f && c < 0xa0 || c == 0x202e), "raw in " + result);
        }
        box.topo(Stream.concat(Stream.of("apply"), Stream.of(files)).toArray(String[]::new)).expect(2);
        Picture.assertSame(before, Picture.whole(box), "changed");
        assertEquals("", box.sh("ls -A /var/lib/topo 2>/dev/null || true"), "nothing is remembered");
    }
}
