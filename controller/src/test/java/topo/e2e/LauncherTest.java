package topo.e2e;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** The script that users start. */
class LauncherTest {
    private static final String TOPO = Checkout.file("topo").toString();

    @AutoClose
    private final Sandbox box = Sandbox.open();

    @Test
    void worksFromAnyFolderAndThroughLinks() throws IOException {
        box.topo("--version").expect(0);
        Path link = Files.createSymbolicLink(box.folder().resolve("t"), Path.of(TOPO));
        Files.createSymbolicLink(box.folder().resolve("other"), Path.of("t"));
        String version = box.topo("--version").expect(0).out();
        String home = "cd " + Path.of(TOPO).getParent();
        String links = box.folder().toString();
        for (String call : new String[] {"cd / && " + TOPO, home + " && ./topo", home + "/samples && ../topo", home + " && sh topo",
                link.toString(), "cd " + links + " && ./other", "cd " + links + " && CDPATH=/ ./other", "PATH=" + links + ":$PATH; t"}) {
            Result result = box.run("sh", "-c", call + " --version").expect(0);
            assertEquals(version, result.out(), call);
            assertEquals("", result.err(), call);
        }
    }

    @Test
    void passesArgumentsInputAndStatusThrough() {
        box.topo("--version").expect(0);
        assertEquals("", box.topo("--version").err(), "nothing but topo itself speaks");
        box.topo("validate", box.folder() + "/a b  c.yaml").expect(2).complains(box.folder() + "/a b  c.yaml");
        box.topo("get", "").expect(4);
        box.runWithInput("kind: Topology\n", box.launcher("validate", "-")).expect(2).complains("apiVersion");
    }

    /** What makes starts quick: the class-data archive is there, fits this JVM and this build, and is in its memory. */
    @Test
    void usesItsClassDataArchive() throws IOException {
        box.topo("--version").expect(0);
        Path pipe = box.folder().resolve("pipe");
        box.sh("mkfifo " + pipe);
        Sandbox.Running waiting = box.start("", "sh", "-c", "exec " + TOPO + " validate - <" + pipe);
        try (OutputStream open = Files.newOutputStream(pipe)) {
            Path maps = Path.of("/proc/" + waiting.process().pid() + "/maps");
            await("an archive in " + maps).atMost(Duration.ofSeconds(30)).until(() -> Files.readString(maps).lines()
                    .anyMatch(line -> line.contains("/controller/target/jvm/") && (line.endsWith(".jsa") || line.endsWith(".aot"))));
            open.write("kind: Topology\n".getBytes());
        }
        box.finish(waiting).expect(2);
    }

    /** A start that opens and reads all jars takes a tenth longer; two are needed to see that no other has to be. */
    @Test
    void opensTwoJarsOnly() throws IOException {
        box.topo("--version").expect(0);
        Path pipe = box.folder().resolve("pipe");
        box.sh("mkfifo " + pipe);
        Sandbox.Running waiting = box.start("", "sh", "-c", "exec " + TOPO + " apply - <" + pipe);
        try (OutputStream open = Files.newOutputStream(pipe)) {
            Path process = Path.of("/proc/" + waiting.process().pid());
            await("jffi's library in " + process).atMost(Duration.ofSeconds(30))
                    .until(() -> Files.readString(process.resolve("maps")).contains("/libjffi-"));
            assertEquals(List.of("topo-reconcilers-0.1.0.jar", "topo.jar"), jars(process.resolve("fd")));
            open.write("kind: Topology\n".getBytes());
        }
        box.finish(waiting).expect(2);
    }

    private static List<String> jars(Path descriptors) throws IOException {
        List<String> names = new ArrayList<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(descriptors)) {
            for (Path descriptor : all) {
                names.add(Files.readSymbolicLink(descriptor).getFileName().toString());
            }
        }
        return names.stream().filter(name -> name.endsWith(".jar")).sorted().toList();
    }
}
