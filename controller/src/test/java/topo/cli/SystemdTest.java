package topo.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import topo.controller.Overseer;
import topo.kernel.Native;

/** What reaches the datagram socket of a service manager, for which a few lines of Python stand in. */
@Timeout(120)
class SystemdTest {
    private static final String LISTEN = """
            import socket, sys
            s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
            name = sys.argv[1]
            s.bind("\\0" + name[1:] if name[0] == "@" else name)
            print("ready", flush=True)
            for i in range(int(sys.argv[2])):
                print(s.recv(1000).decode().replace("\\n", " "), flush=True)
            """;

    @TempDir
    private Path folder;
    private long nanos = 5_000;
    private final List<String> warnings = new ArrayList<>();

    private Overseer overseer(Map<String, String> environment) {
        return Systemd.of(environment, new Native(), "42", () -> nanos, warnings::add);
    }

    private List<String> heard(String name, int count, Runnable tell) throws IOException, InterruptedException {
        Process python = new ProcessBuilder("python3", "-c", LISTEN, name, Integer.toString(count)).redirectErrorStream(true).start();
        try (BufferedReader out = python.inputReader()) {
            assertEquals("ready", out.readLine());
            tell.run();
            List<String> lines = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                lines.add(out.readLine());
            }
            assertEquals(0, python.waitFor());
            return lines;
        } finally {
            python.destroyForcibly();
        }
    }

    @Test
    void tellsThroughAFileAndThroughAnAbstractName() throws IOException, InterruptedException {
        for (String name : List.of(folder.resolve("notify").toString(), "@topo-test-" + ProcessHandle.current().pid())) {
            Overseer overseer = overseer(Map.of("NOTIFY_SOCKET", name));
            nanos = 7_000_000;
            assertEquals(List.of("READY=1", "RELOADING=1 MONOTONIC_USEC=7000", "READY=1", "STOPPING=1"), heard(name, 4, () -> {
                overseer.ready();
                overseer.alive();
                overseer.reloading();
                overseer.ready();
                overseer.stopping();
            }));
            assertEquals(List.of(), warnings);
        }
    }

    @Test
    void showsSignsOfLifeAThirdOfTheLimitApart() throws IOException, InterruptedException {
        String name = folder.resolve("notify").toString();
        Overseer overseer = overseer(Map.of("NOTIFY_SOCKET", name, "WATCHDOG_USEC", "3000000", "WATCHDOG_PID", "42"));
        assertEquals(List.of("WATCHDOG=1", "READY=1", "WATCHDOG=1", "STOPPING=1"), heard(name, 4, () -> {
            overseer.alive();
            overseer.alive();
            overseer.ready();
            nanos += 999_999_999;
            overseer.alive();
            nanos += 1;
            overseer.alive();
            overseer.stopping();
        }));
    }

    @Test
    void aWatchdogOfAnotherProcessIsNotOurs() throws IOException, InterruptedException {
        String name = folder.resolve("notify").toString();
        Overseer overseer = overseer(Map.of("NOTIFY_SOCKET", name, "WATCHDOG_USEC", "3000000", "WATCHDOG_PID", "43"));
        assertEquals(List.of("STOPPING=1"), heard(name, 1, () -> {
            overseer.alive();
            overseer.stopping();
        }));
    }

    @Test
    void nobodyToTellIsNoTrouble() {
        assertSame(Overseer.NONE, overseer(Map.of()));
        for (String odd : List.of("vsock:2:1234", "relative", "@", "/" + "x".repeat(107))) {
            assertSame(Overseer.NONE, overseer(Map.of("NOTIFY_SOCKET", odd)), odd);
        }
        Overseer gone = overseer(Map.of("NOTIFY_SOCKET", folder.resolve("gone").toString()));
        gone.ready();
        gone.stopping();
        assertEquals(List.of("tell the service manager: ENOENT: No such file or directory"), warnings, "said once");
    }
}
