package topo.api.yaml;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import topo.api.Topology;

/** Whatever the bytes are, the answer is a topology or problems with a place. */
class FuzzTest {
    private static final byte[] SAMPLE = """
            %YAML 1.2
            ---
            # an office
            apiVersion: topo/v1
            kind: Topology
            metadata: {name: office, description: "two \\u00e9 hosts"}
            spec:
              heal: 'enforce'
              namespaces: [&red {name: red}, {name: blue}]
              links:
                - name: br0
                  addresses: &net [10.0.0.1/24, "2001:db8::1/64"]
                  up: true
                  mtu: 1500
                - { name: br1, namespace: red, addresses: *net, after: [] }
                - ? name
                  : |-
                    br2
              veths:
                - endpoints: [{ namespace: red, name: eth0 }, { name: veth-red, bridge: br0 }]
            ...
            --- {apiVersion: topo/v1, kind: Topology, metadata: {name: two}, spec: {links: [{name: x, after: [x0]}, {name: x0}]}}
            """.getBytes(StandardCharsets.UTF_8);

    private final TopologyReader reader = new TopologyReader(TestKinds.all());

    /** Whether it reads; anything but problems that have a place fails the test. */
    private boolean reads(byte[] bytes) {
        try {
            for (Topology topology : reader.read("f", bytes)) {
                assertFalse(topology.name().isEmpty());
            }
            return true;
        } catch (BadDocumentException bad) {
            assertFalse(bad.problems().isEmpty());
            for (Problems.Problem problem : bad.problems()) {
                assertTrue(problem.line() >= 0 && problem.column() >= 0 && !problem.message().isBlank(), problem.toString());
                assertFalse(problem.message().contains("Exception"), problem.toString());
            }
            return false;
        }
    }

    @Test
    void theSampleIsGood() {
        assertEquals(List.of("office", "two"), assertDoesNotThrow(() -> reader.read("f", SAMPLE)).stream().map(Topology::name).toList());
    }

    @Test
    void survivesACutAtEveryByte() {
        int good = 0;
        for (int length = 0; length < SAMPLE.length; length++) {
            good += reads(Arrays.copyOf(SAMPLE, length)) ? 1 : 0;
            reads(Arrays.copyOfRange(SAMPLE, length, SAMPLE.length));
        }
        assertTrue(good > 0 && good < SAMPLE.length / 4, "readable beginnings: " + good);
    }

    @Test
    void survivesEveryFlippedBit() {
        int bad = 0;
        for (int bit = 0; bit < SAMPLE.length * 8; bit++) {
            byte[] flipped = SAMPLE.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            bad += reads(flipped) ? 0 : 1;
        }
        assertTrue(bad > SAMPLE.length, "refused: " + bad);
    }

    @Test
    void survivesPiecesOfYamlInAnyOrder() {
        String[] pieces = {"a", "b: ", "- ", "\n", "  ", "[", "]", "{", "}", ",", ": ", "? ", "&x ", "*x", "'", "\"", "|\n", ">-\n", "#",
                "---\n", "...\n",
            "!t ", "%YAML 1.2\n", "\t", "\\", "~", "<<", "\uD83D\uDE00", "apiVersion: topo/v1\n", "spec:\n", "links:\n"};
        Random random = new Random(14);
        for (int round = 0; round < 10_000; round++) {
            StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(40); i >= 0; i--) {
                text.append(pieces[random.nextInt(pieces.length)]);
            }
            reads(text.toString().getBytes(StandardCharsets.UTF_8));
        }
    }
}
