package topo.e2e;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.OutputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
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
    private static final Duration LONGEST = Duration.ofSeconds(30);

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
    void usesItsClassDataArchive() throws Exception {
        whileItReads("validate", process -> await("an archive of " + process).atMost(LONGEST).until(() -> maps(process).lines()
                .anyMatch(line -> line.contains("/controller/target/jvm/") && (line.endsWith(".jsa") || line.endsWith(".aot")))));
    }

    /** Java 25 and later load every class of an archive at each start, so commands that build are given one with less in it. */
    @Test
    void buildsAndComparesWithTheLeanArchive() throws Exception {
        Path whole = Files.writeString(box.folder().resolve("topo.aot"), "all");
        assertEquals(whole.toString(), archive("apply lab.yaml"), "there is no other");
        Path lean = Files.writeString(box.folder().resolve("topo-lean.aot"), "less");
        for (String words : List.of("apply lab.yaml", "apply --dry-run -- -", "destroy lab", "diff lab.yaml")) {
            assertEquals(lean.toString(), archive(words), words);
        }
        for (String words : List.of("", "--help", "get", "exec red -- ip link", "apply --help", "apply -h", "diff -o json lab.yaml", "diff -ojson lab.yaml",
                "apply --output=json lab.yaml")) {
            assertEquals(whole.toString(), archive(words), words);
        }
        assertEquals(box.folder() + "/topo.jsa", archive("kind=jsa", Files.writeString(box.folder().resolve("topo.jsa"), "all"), "apply lab.yaml"));
        try (ServerSocketChannel controller = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            controller.bind(UnixDomainSocketAddress.of(box.folder().resolve("topo.sock")));
            assertEquals(whole.toString(), archive("apply lab.yaml"), "a client of the controller");
            assertEquals(lean.toString(), archive("kind=aot TOPO_SOCKET=none", whole, "apply lab.yaml"));
        }
        Files.writeString(whole, "");
        assertEquals("", archive("apply lab.yaml"), "making them has failed");
    }

    private String archive(String words) {
        return archive("kind=aot", box.folder().resolve("topo.aot"), words);
    }

    private String archive(String variables, Path whole, String words) {
        return box.run("sh", "-euc", ". " + Checkout.file("packaging/java.sh") + "; TOPO_RUN_DIR=" + box.folder() + " " + variables
                + "; choose_archive " + whole + " " + words + "; printf %s \"$data\"").expect(0).out();
    }

    @Test
    void appliesWithTheLeanArchiveWhereThereIsOne() throws Exception {
        whileItReads("apply", process -> await("an archive of " + process).atMost(LONGEST).until(() -> maps(process).lines()
                .anyMatch(line -> line.contains("/controller/target/jvm/") && (line.endsWith(".jsa") || line.endsWith("-lean.aot")))));
    }

    /** A start that opens and reads all jars takes a tenth longer; two are needed to see that no other has to be. */
    @Test
    void opensTwoJarsOnly() throws Exception {
        whileItReads("apply", process -> {
            await("jffi's library in " + process).atMost(LONGEST).until(() -> maps(process).contains("/libjffi-"));
            assertEquals(List.of("topo", "topo-reconcilers"), jars(process.resolve("fd")));
        });
    }

    private interface Look {
        /** {@code process}: its folder in /proc. */
        void at(Path process) throws Exception;
    }

    /** Looks at a topo that waits for a document, and then gives it half of one. */
    private void whileItReads(String command, Look look) throws Exception {
        box.topo("--version").expect(0);
        Path pipe = box.folder().resolve("pipe");
        box.sh("mkfifo " + pipe);
        Sandbox.Running waiting = box.start("", "sh", "-c", "exec " + TOPO + " " + command + " - <" + pipe);
        try (OutputStream open = Files.newOutputStream(pipe)) {
            look.at(Path.of("/proc/" + waiting.process().pid()));
            open.write("kind: Topology\n".getBytes());
        }
        box.finish(waiting).expect(2);
    }

    private static String maps(Path process) throws IOException {
        return Files.readString(process.resolve("maps"));
    }

    /** Their names without versions. */
    private static List<String> jars(Path descriptors) throws IOException {
        List<String> names = new ArrayList<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(descriptors)) {
            for (Path descriptor : all) {
                names.add(Files.readSymbolicLink(descriptor).getFileName().toString());
            }
        }
        return names.stream().filter(name -> name.endsWith(".jar")).map(name -> name.replaceAll("(-[0-9].*)?\\.jar$", "")).sorted().toList();
    }
}
