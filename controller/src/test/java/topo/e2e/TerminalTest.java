package topo.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a person sees who looks on, on a pseudo-terminal made by script(1). */
class TerminalTest {
    private static final String TAKE_BACK = "\r\033[K";
    private static final String LAB = """
            apiVersion: topo/v1
            kind: Topology
            metadata: { name: seen }
            spec:
              namespaces: [{ name: one }, { name: two }]
              bridges: [{ namespace: one, name: br0 }]
            """;

    @AutoClose
    private final Sandbox box = Sandbox.open();
    private String file;

    @BeforeEach
    void write() {
        Feature.require(Feature.BRIDGE);
        box.topo("--version").expect(0);
        file = box.file("seen.yaml", LAB);
    }

    private String onTerminal(String environment, String options) {
        String call = "env " + environment + " " + String.join(" ", box.launcher("apply", file)) + options;
        return box.run("script", "-qec", call, "/dev/null").expect(0).out();
    }

    @Test
    void aLineSaysHowFarItIsAndIsTakenBack() {
        String seen = onTerminal("TERM=xterm", "");
        assertTrue(seen.contains("  0 of 3 done, namespace: 2 under way" + TAKE_BACK), seen);
        assertTrue(seen.contains("  2 of 3 done, bridge: 1 under way" + TAKE_BACK), seen);
        assertTrue(seen.contains("\033[32m+"), seen);
        assertTrue(seen.endsWith("Applied topology seen: 3 added.\r\n"), seen);
    }

    @Test
    void noColorTakesTheColourOnly() {
        String seen = onTerminal("TERM=xterm NO_COLOR=1", "");
        assertFalse(seen.contains("\033[32m"), seen);
        assertTrue(seen.contains("under way" + TAKE_BACK), seen);
    }

    @Test
    void aTerminalThatCannotTakeBackGetsPlainLines() {
        String seen = onTerminal("TERM=dumb", "");
        assertFalse(seen.contains("\033"), seen);
        assertFalse(seen.contains("under way"), seen);
    }

    @Test
    void nothingButResultsGoesToAPipe() {
        Result apply = box.topo("apply", file).expect(0);
        assertEquals("", apply.err());
        assertFalse(apply.out().contains("\033"), apply.out());
        assertFalse(apply.out().contains("under way"), apply.out());
    }
}
