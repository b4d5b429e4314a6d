package topo.reconcilers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import topo.api.Resource;
import topo.api.Topology;
import topo.api.yaml.BadDocumentException;
import topo.api.yaml.Problems.Problem;
import topo.api.yaml.TopologyReader;

/**
 * Documents with every kind that topo knows, damaged in every way: the answer is topologies that can be used or problems with a place in the
 * file, in little time and little memory.
 */
class YamlFuzzTest {
    private static final long SEED = 20261121;
    private static final long MOST_NANOS = 1_000_000_000;
    private static final long MOST_BYTES = 64L << 20;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private static final String EVERY_KIND = """
            # everything at once
            apiVersion: topo/v1
            kind: Topology
            metadata: { name: lab, description: "all \\u00e9 of it" }
            spec:
              namespaces: [{ name: red, aliases: [r, www.red] }, { name: sw }]
              bridges:
                - { namespace: sw, name: br0, addresses: [10.0.0.1/24, "fd00::1/64"], ageingTime: 200, mtu: 1500 }
              veths:
                - endpoints:
                    - { namespace: red, name: eth0, addresses: &a [10.0.0.2/24], mac: "02:00:00:00:00:02", mtu: 1400 }
                    - { namespace: sw, name: p0, bridge: br0 }
                - endpoints: [{ name: uplink, addresses: [192.0.2.1/24] }, { namespace: sw, name: up0, addresses: [192.0.2.2/24] }]
              routes:
                - { namespace: red, to: default, via: 10.0.0.1 }
                - { namespace: red, to: 10.9.0.0/16, type: blackhole, metric: 5, table: 77 }
                - { to: 10.0.0.0/24, via: 192.0.2.2 }
              sysctls:
                - { namespace: sw, name: net.ipv4.ip_forward, value: 1 }
              nat:
                - { namespace: sw, type: masquerade, source: 10.0.0.0/24, outInterface: up0 }
                - { namespace: sw, type: dnat, protocol: tcp, port: 8080, to: "10.0.0.2:80" }
              cgroups:
                - { name: red/web, namespaces: [red], pids: { max: 50 }, memory: { max: 50M }, cpu: { max: 50%, weight: 100 } }
            """;

    private static int tried;
    private static int good;
    private static long slowest;
    private static long largest;

    private final TopologyReader reader = new TopologyReader(Kinds.kinds());

    @AfterAll
    static void figures() {
        System.out.println("FIGURE yaml: " + tried + " documents, " + good + " good, the slowest " + slowest / 1000 + " us, the largest "
                + (largest >> 10) + " KiB");
    }

    private static List<byte[]> documents() throws IOException {
        List<byte[]> all = new ArrayList<>(List.of(EVERY_KIND.getBytes(StandardCharsets.UTF_8)));
        try (Stream<Path> samples = Files.list(Path.of(System.getProperty("topo.root"), "samples"))) {
            for (Path sample : samples.filter(file -> file.toString().endsWith(".yaml")).sorted().toList()) {
                all.add(Files.readAllBytes(sample));
            }
        }
        return all;
    }

    private boolean reads(byte[] bytes) {
        long thread = Thread.currentThread().getId();
        long allocated = THREADS.getThreadAllocatedBytes(thread);
        long begin = THREADS.getCurrentThreadCpuTime();
        boolean good = answers(bytes);
        long nanos = THREADS.getCurrentThreadCpuTime() - begin;
        long taken = THREADS.getThreadAllocatedBytes(thread) - allocated;
        assertTrue(nanos < MOST_NANOS && taken < MOST_BYTES, () -> nanos + " ns, " + taken + " bytes: " + text(bytes));
        tried++;
        YamlFuzzTest.good += good ? 1 : 0;
        slowest = Math.max(slowest, nanos);
        largest = Math.max(largest, taken);
        return good;
    }

    private boolean answers(byte[] bytes) {
        try {
            for (Topology topology : reader.read("f", bytes)) {
                assertFalse(topology.name().isEmpty());
                for (Resource resource : topology.resources().all()) {
                    assertFalse((resource.title() + resource.fields() + resource.claims()).isEmpty());
                    resource.dependsOn(topology.resources());
                }
            }
            return true;
        } catch (BadDocumentException bad) {
            String[] lines = text(bytes).split("\r\n|[\n\r\u0085\u2028\u2029]", -1);
            assertFalse(bad.problems().isEmpty());
            for (Problem problem : bad.problems()) {
                assertTrue(problem.line() >= 0 && problem.line() <= lines.length, () -> problem + "\nin " + lines.length + " lines of\n" + text(bytes));
                int width = problem.line() == 0 ? 0 : lines[problem.line() - 1].length();
                assertTrue(problem.column() >= 0 && problem.column() <= width + 1, () -> problem + "\nin\n" + text(bytes));
                assertFalse(problem.message().isBlank() || problem.message().contains("Exception"), problem.toString());
            }
            return false;
        } catch (RuntimeException | StackOverflowError other) {
            throw new AssertionError(other + " for\n" + text(bytes), other);
        }
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    @Test
    void cutAtEveryByte() throws IOException {
        for (byte[] document : documents()) {
            assertTrue(reads(document), () -> text(document));
            for (int length = 0; length < document.length; length++) {
                reads(Arrays.copyOf(document, length));
            }
        }
    }

    @Test
    void flippedBits() throws IOException {
        Random random = new Random(SEED);
        byte[] every = EVERY_KIND.getBytes(StandardCharsets.UTF_8);
        for (int bit = 0; bit < every.length * 8; bit++) {
            byte[] flipped = every.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            reads(flipped);
        }
        for (byte[] document : documents()) {
            for (int i = 0; i < 120; i++) {
                byte[] flipped = document.clone();
                for (int n = random.nextInt(4); n >= 0; n--) {
                    flipped[random.nextInt(flipped.length)] ^= (byte) (1 << random.nextInt(8));
                }
                reads(flipped);
            }
        }
    }

    /** Tokens taken away, doubled, swapped and exchanged for others and for what parsers stumble over. */
    @Test
    void editedTokens() throws IOException {
        String[] strange = {"", "~", "null", "-1", "99999999999999999999", "0x10", "1e9", ".nan", "[]", "{}", "[[]]", "{a: b}", "&x y", "*x", "!!int 3", "\"\"",
            "'", "\"", "|", ">-", "\t", "-", "?", ":", "#", "---", "...", "%YAML 9", "\u0000", "\uFEFF", "\u202E", "\uD83D\uDE00", "..", "/", "eth0", "10.0.0.0/33",
            "::/129", "02:00", "a".repeat(5000), "0".repeat(5000), "[".repeat(200), "- ".repeat(200)};
        Random random = new Random(SEED + 1);
        for (byte[] document : documents()) {
            String[] tokens = text(document).split("(?<=[\\s\\[\\]{},:])|(?=[\\s\\[\\]{},:])");
            for (int i = 0; i < 400; i++) {
                List<String> edited = new ArrayList<>(Arrays.asList(tokens));
                for (int n = random.nextInt(3); n >= 0; n--) {
                    int at = random.nextInt(edited.size());
                    switch (random.nextInt(4)) {
                        case 0 -> edited.remove(at);
                        case 1 -> edited.add(at, edited.get(random.nextInt(edited.size())));
                        case 2 -> edited.set(at, strange[random.nextInt(strange.length)]);
                        default -> edited.set(at, edited.set(random.nextInt(edited.size()), edited.get(at)));
                    }
                }
                reads(String.join("", edited).getBytes(StandardCharsets.UTF_8));
            }
        }
        assertEquals(documents().size() > 0, tried > 0);
    }
}
