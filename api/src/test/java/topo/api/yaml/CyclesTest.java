package topo.api.yaml;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static topo.api.yaml.YamlText.HEAD;

import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class CyclesTest {

    private static List<String> problems(String links) {
        return YamlText.problems(HEAD + "spec:\n  links:\n" + links);
    }

    @Test
    void namesTheCycleAtItsFirstResource() {
        assertEquals(List.of("lab.yaml:7:5: spec.links[1]: depends on itself: link b -> link c -> link d -> link b"),
                problems("  - {name: a, after: [b]}\n  - {name: b, after: [c]}\n  - {name: c, after: [d]}\n  - {name: d, after: [b]}\n"));
    }

    @Test
    void findsAResourceThatWaitsForItself() {
        assertEquals(List.of("lab.yaml:6:5: spec.links[0]: depends on itself: link a -> link a"), problems("  - {name: a, after: [a]}\n"));
    }

    @Test
    void findsEveryCycle() {
        assertEquals(List.of("lab.yaml:6:5: spec.links[0]: depends on itself: link a -> link b -> link a",
                "lab.yaml:8:5: spec.links[2]: depends on itself: link c -> link d -> link c"),
                problems("  - {name: a, after: [b]}\n  - {name: b, after: [a]}\n"
                        + "  - {name: c, after: [d, a]}\n  - {name: d, after: [c, b]}\n"));
    }

    @Test
    void takesDiamonds() {
        assertEquals(4, YamlText.one(HEAD + "spec:\n  links:\n  - {name: a, after: [b, c]}\n  - {name: b, after: [d]}\n"
                + "  - {name: c, after: [d]}\n  - {name: d}\n").resources().all().size());
    }

    @Test
    void survivesAVeryLongChain() throws InterruptedException {
        int length = 20_000;
        StringBuilder links = new StringBuilder();
        for (int i = 0; i < length; i++) {
            links.append("  - {name: a").append(i).append(", after: [a").append((i + 1) % length).append("]}\n");
        }
        AtomicReference<Object> result = new AtomicReference<>();
        Thread small = new Thread(null, () -> result.set(problems(links.toString())), "small stack", 256 << 10);
        small.setUncaughtExceptionHandler((thread, wrong) -> result.set(wrong));
        small.start();
        small.join();
        assertEquals(List.of("lab.yaml:6:5: spec.links[0]: depends on itself: link a0 -> link a1 -> link a2 -> link a3 -> link a4 -> "
                + "link a5 -> link a6 -> ... -> link a19999 -> link a0"), result.get());
    }
}
