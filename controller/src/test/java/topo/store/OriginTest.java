package topo.store;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OriginTest {
    private static final Instant READ = Instant.parse("2026-11-21T08:00:07.5Z");

    @TempDir
    private Path folder;

    private Optional<Origin> written(Origin origin) {
        origin.write(folder);
        return Origin.read(folder);
    }

    private Optional<Origin> read(String text) throws IOException {
        Files.writeString(folder.resolve("origin"), text);
        return Origin.read(folder);
    }

    @Test
    void isReadAsItWasWritten() throws IOException {
        assertEquals(Optional.empty(), Origin.read(folder));
        for (Origin one : new Origin[] {new Origin("git:x#main/a.yaml", "main@sha1:6c9a", READ), new Origin("/etc/a.yaml", "", READ),
            new Origin("git:x#main/a.yaml", "main@sha1:6c9a", null), new Origin("/etc/a.yaml", "", null)}) {
            assertEquals(Optional.of(one), written(one));
        }
        written(new Origin("/etc/a.yaml", "main@sha1:1", READ));
        assertEquals("topo-origin 1\n/etc/a.yaml\nmain@sha1:1\n2026-11-21T08:00:07Z\n", Files.readString(folder.resolve("origin")));
    }

    @Test
    void readsWhatAnEarlierTopoWrote() throws IOException {
        assertEquals(Optional.of(new Origin("/etc/a.yaml", "", null)), read("topo-origin 1\n/etc/a.yaml\n"));
        assertEquals(Optional.of(new Origin("/etc/a.yaml", "main@sha1:1", null)), read("topo-origin 1\n/etc/a.yaml\nmain@sha1:1\n"));
        for (String damaged : new String[] {"", "topo-origin 1\n", "topo-origin 1\n/etc/a", "topo-origin 2\n/etc/a.yaml\n"}) {
            assertEquals(Optional.empty(), read(damaged), damaged);
        }
        assertEquals(null, read("topo-origin 1\n/etc/a.yaml\n\nsoon\n").orElseThrow().read());
    }

    @Test
    void namesTheCommit() {
        assertEquals(Optional.of("6c9a"), new Origin("x", "we@home@sha1:6c9a", null).commit());
        assertEquals(Optional.empty(), new Origin("x", "", null).commit());
    }
}
