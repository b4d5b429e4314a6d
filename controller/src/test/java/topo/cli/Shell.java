package topo.cli;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;

/** Runs topo's commands in this process, on a folder of the test's own and a fake kernel. */
final class Shell {
    final FakePlatform platform = new FakePlatform();
    final Path folder;
    final Places places;
    String in = "";
    boolean colour;
    boolean debug;
    Instant now = Instant.parse("2026-11-21T08:00:00Z");
    String out = "";
    String err = "";

    Shell(Path folder) {
        this.folder = folder;
        this.places = new Places(folder.resolve("state"), folder.resolve("run"));
    }

    int topo(String... words) {
        ByteArrayOutputStream outBytes = new ByteArrayOutputStream();
        ByteArrayOutputStream errBytes = new ByteArrayOutputStream();
        Output output = new Output(new PrintStream(outBytes, false, StandardCharsets.UTF_8),
                new PrintStream(errBytes, false, StandardCharsets.UTF_8), colour);
        ByteArrayInputStream input = new ByteArrayInputStream(in.getBytes(StandardCharsets.UTF_8));
        World world = new World(input, output, places, platform, Clock.fixed(now, ZoneOffset.UTC));
        int status = new Topo(world, () -> "1.2.3", debug).run(List.of(words));
        out = outBytes.toString(StandardCharsets.UTF_8);
        err = errBytes.toString(StandardCharsets.UTF_8);
        return status;
    }

    /** Writes a file of one topology; {@code entries}: the entries of its {@code widgets}. */
    String file(String name, String topology, String... entries) {
        return write(name, document(topology, entries));
    }

    static String document(String topology, String... entries) {
        StringBuilder text = new StringBuilder("apiVersion: topo/v1\nkind: Topology\n");
        text.append("metadata:\n  name: ").append(topology).append("\nspec:\n  widgets:\n");
        for (String entry : entries) {
            text.append("    - ").append(entry).append('\n');
        }
        return text.toString();
    }

    String write(String name, String text) {
        try {
            Path file = folder.resolve(name);
            Files.createDirectories(file.getParent());
            return Files.writeString(file, text).toString();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    Path remembered(String topology) {
        return places.state().resolve("topologies").resolve(topology);
    }
}
