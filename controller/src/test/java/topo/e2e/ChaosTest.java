package topo.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Half a minute of {@code bench/chaos}: whatever a monkey breaks, and however often the controller is killed, all is mended in the end. */
class ChaosTest {
    private static final String SEED = "20";

    @TempDir
    private Path folder;

    @Test
    @Timeout(300)
    void allIsAsItWasAfterTheStorm() throws Exception {
        Assumptions.assumeTrue(started("python3", "--version").waitFor() == 0, "python3");
        Feature.require(Feature.VETH, Feature.BRIDGE, Feature.NAT, Feature.RULE_COMMENTS);
        // The machine that tests run on is busy, so that what takes a second elsewhere may take ten; the measurement asks for five.
        Process chaos = started(Checkout.file("bench/chaos").toString(), SEED, "0.5", "--within", "60");
        try {
            assertTrue(chaos.waitFor(280, TimeUnit.SECONDS), "it ends");
        } finally {
            // It ends what it started.
            chaos.destroy();
            chaos.waitFor();
        }
        assertEquals(0, chaos.exitValue(), output());
        assertTrue(output().contains("controller killed"), output());
    }

    private Process started(String... command) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(folder.resolve("out").toFile());
        // Tests run in a JVM that is put into namespaces of its own; topo must not be.
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        return builder.start();
    }

    private String output() throws Exception {
        return Files.readString(folder.resolve("out"));
    }
}
