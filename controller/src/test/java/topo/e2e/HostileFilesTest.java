package topo.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Files that were made to harm: refused with exit status 2, soon, without a stack trace and without touching anything. */
class HostileFilesTest {
    private static final String HEAD = "apiVersion: topo/v1\nkind: Topology\nmetadata: { name: lab }\nspec:\n";
    /** A second is what is promised; a test machine that is busy with other things gets a little more. */
    private static final long MOST_MILLIS = 3_000;

    @AutoClose
    private final Sandbox box = Sandbox.open();

    @Test
    void areRefused() {
        Map<String, String> files = new TreeMap<>();
        StringBuilder bomb = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x]\n");
        for (int i = 1; i < 30; i++) {
            bomb.append("a%d: &a%d [%s]\n".formatted(i, i, ("*a" + (i - 1) + ", ").repeat(9)));
        }
        files.put("alias bomb", bomb.toString());
        files.put("alias to itself", HEAD + "  bridges: &a [*a]\n");
        files.put("10,000 flow levels", HEAD + "  bridges: " + "[".repeat(10_000));
        files.put("10,000 block levels", "- ".repeat(10_000));
        files.put("10,000 mappings", HEAD + "  bridges: " + "{ a: ".repeat(10_000));
        files.put("million digits", bridge("mtu: " + "9".repeat(1_000_000)));
        files.put("duplicate key", bridge("mtu: 1400, mtu: 1500"));
        files.put("control character", bridge("mtu: 1400 }\u0007 #"));
        files.put("bidirectional override", bridge("mtu: 1400 # \u202e"));
        files.put("tag", bridge("mtu: !!java.net.URL [x]"));
        files.put("interface -x", HEAD + "  bridges: [{ name: -x }]\n");
        files.put("interface foo%d", HEAD + "  bridges: [{ name: foo%d }]\n");
        files.put("interface of 16 characters", HEAD + "  bridges: [{ name: abcdefghijklmnop }]\n");
        files.put("interface with a slash", HEAD + "  bridges: [{ name: a/b }]\n");
        files.put("namespace ../x", HEAD + "  namespaces: [{ name: ../x }]\n");
        files.put("namespace -x", HEAD + "  namespaces: [{ name: -x }]\n");
        files.put("cgroup ../x", HEAD + "  cgroups: [{ name: ../x }]\n");
        files.put("sysctl ..", HEAD + "  sysctls: [{ name: net/../kernel/panic, value: 1 }]\n");
        files.put("topology ../x", HEAD.replace("lab", "../x") + "  namespaces: [{ name: red }]\n");
        files.put("empty", "");
        files.put("not a mapping", "just words\n");
        String before = Picture.whole(box);
        files.forEach((what, text) -> refused(what, box.file("hostile.yaml", text)));
        Picture.assertSame(before, Picture.whole(box), "changed");
    }

    @Test
    void bigAndBinaryFilesAreRefused() throws IOException {
        Path big = box.folder().resolve("big.yaml");
        byte[] line = (" ".repeat(1022) + "#\n").getBytes();
        try (OutputStream out = Files.newOutputStream(big)) {
            for (int i = 0; i < 50 << 10; i++) {
                out.write(line);
            }
        }
        refused("50 MB", big.toString());
        Path binary = box.folder().resolve("binary.yaml");
        Files.write(binary, new byte[] {(byte) 0xff, (byte) 0xfe, 0, 1, 2, (byte) 0xc3, 0x28});
        refused("bytes that are no UTF-8", binary.toString());
        refused("endless input", "/dev/zero");
        refused("a folder without documents", box.folder().resolve("www").toFile().mkdir() ? box.folder().resolve("www").toString() : "");
    }

    private static String bridge(String fields) {
        return HEAD + "  bridges: [{ name: br0, " + fields + " }]\n";
    }

    private void refused(String what, String file) {
        long begin = System.nanoTime();
        Result result = box.topo("apply", file);
        long millis = (System.nanoTime() - begin) / 1_000_000;
        assertEquals(2, result.status(), () -> what + ": " + brief(result));
        assertTrue(millis < MOST_MILLIS, () -> what + " took " + millis + " ms");
        assertTrue(!result.err().contains("Exception") && !result.err().contains("\tat ") && !result.err().isBlank(),
                () -> what + ": " + brief(result));
        assertTrue(result.err().length() < 100_000, () -> what + ": " + result.err().length() + " characters of messages");
    }

    private static String brief(Result result) {
        return "status " + result.status() + ": " + result.err().substring(0, Math.min(2000, result.err().length()));
    }
}
