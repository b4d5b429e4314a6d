package topo.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TwinTest {
    private static final List<String> PROGRAM = List.of("-cp", System.getProperty("java.class.path"), "topo.cli.Main");

    @TempDir
    private Path self;

    @Test
    void hasTheOptionsOfThisProcessAndNotItsWords() throws IOException {
        assertEquals(program("-XX:AOTCache=/a b", "@/opt/jvm.options", "-Dx=y"),
                command("-XX:AOTCache=/a b", "@/opt/jvm.options", "-Dx=y", "-cp", "topo.jar", "topo.cli.Main", "apply", "-", "-Dz"));
        assertEquals(program("-Dx=y"), command("-Dx=y", "-jar", "topo.jar", "apply", "--confirm", "5m", "@name"));
        assertEquals(program(), command());
    }

    /** A process that is being watched for an archive writes that at its end; its twin would write another over it. */
    @Test
    void recordsNoArchive() throws IOException {
        assertEquals(program("-XX:+UseSerialGC"), command("-XX:AOTMode=record", "-XX:AOTConfiguration=/c", "-XX:+UseSerialGC", "-cp", "topo.jar",
                "topo.cli.Rehearsal"));
    }

    private static List<String> program(String... options) {
        List<String> whole = new ArrayList<>(List.of("/usr/bin/java"));
        whole.addAll(List.of(options));
        whole.addAll(PROGRAM);
        return whole;
    }

    private List<String> command(String... words) throws IOException {
        Files.deleteIfExists(self.resolve("exe"));
        Files.createSymbolicLink(self.resolve("exe"), Path.of("/usr/bin/java"));
        Files.writeString(self.resolve("cmdline"), "java\0" + String.join("\0", words) + (words.length > 0 ? "\0" : ""));
        return new Twin(self).command();
    }
}
