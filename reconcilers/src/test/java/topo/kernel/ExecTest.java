package topo.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import topo.api.net.NetnsName;

/** Each run is a JVM of its own in a mount namespace of its own, since what is tested is that the process becomes another program. */
class ExecTest {
    @TempDir
    Path folder;
    TestHost host;

    @BeforeEach
    void open() {
        host = TestHost.open();
        host.make("red");
    }

    @AfterEach
    void close() {
        host.close();
    }

    private record Ended(int status, String out, String err) {}

    /** For the other JVM: folder of the configuration, file of the namespace, and the command. */
    public static void main(String[] words) {
        Exec exec = new Exec(new Native(), Path.of(words[0]), System.err::println);
        exec.enter(new NetnsName("red"), Path.of(words[1]));
        List<byte[]> command = new ArrayList<>();
        for (int i = 2; i < words.length; i++) {
            command.add(words[i].getBytes(StandardCharsets.UTF_8));
        }
        Exec.NotStarted failed = exec.run(command);
        System.err.println(failed.message());
        Runtime.getRuntime().halt(failed.status());
    }

    private Ended exec(String... command) throws Exception {
        List<String> all = new ArrayList<>(List.of("unshare", "--mount", "--propagation", "private",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Djnr.ffi.asm.enabled=false", "-cp",
                System.getProperty("java.class.path"), ExecTest.class.getName(), folder.toString(),
                host.namespaces().file(new NetnsName("red")).toString()));
        all.addAll(List.of(command));
        Path out = folder.resolve("out");
        Path err = folder.resolve("err");
        Process process = new ProcessBuilder(all).redirectOutput(out.toFile()).redirectError(err.toFile()).start();
        int status = process.waitFor();
        return new Ended(status, Files.readString(out), Files.readString(err));
    }

    @Test
    void becomesTheProgramInsideTheNamespace() throws Exception {
        host.ip("red", "link add br7 type bridge");
        Ended ended = exec("sh", "-c", "ls /sys/class/net; exit 42");
        assertEquals("br7\nlo\n", ended.out(), ended.err());
        assertEquals(42, ended.status());
        Ended cgroups = exec("ls", "/sys/fs/cgroup");
        assertEquals(host.run("red", "ls /sys/fs/cgroup"), cgroups.out().strip(), "the cgroups stay visible");
    }

    @Test
    void passesArgumentsAsTheyAre() throws Exception {
        assertEquals("[ä][a b][][*]", exec("printf", "[%s]", "ä", "a b", "", "*").out());
    }

    @Test
    void leavesNoTraceOfTheVirtualMachine() throws Exception {
        Ended ended = exec("sh", "-c", "grep ^SigBlk /proc/self/status; ls /proc/self/fd");
        assertEquals("SigBlk:\t0000000000000000\n0\n1\n2\n3\n", ended.out(), "3 is the folder that ls reads");
    }

    @Test
    void putsTheNamespacesFilesOverThoseOfEtc() throws Exception {
        Path files = Files.createDirectory(folder.resolve("red"));
        Files.writeString(files.resolve("hostname"), "inside\n");
        Files.writeString(files.resolve("topo-has-no-such-file"), "");
        Ended ended = exec("cat", "/etc/hostname");
        assertEquals("inside\n", ended.out(), ended.err());
        assertTrue(ended.err().contains("topo-has-no-such-file: ENOENT"), "the program runs all the same: " + ended.err());
    }

    @Test
    void saysAsShellsDoWhyNothingRan() throws Exception {
        Ended absent = exec("topo-has-no-such-program");
        assertEquals(127, absent.status());
        assertEquals("run topo-has-no-such-program: command not found\n", absent.err());
        Path file = Files.writeString(folder.resolve("data"), "text");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        Ended data = exec(file.toString());
        assertEquals(126, data.status());
        assertEquals("run " + file + ": EACCES: Permission denied\n", data.err());
    }
}
