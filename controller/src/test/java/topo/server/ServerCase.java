package topo.server;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A server on a real socket, with commands of the test's own. */
abstract class ServerCase {
    private static final Patience IMPATIENT = new Patience(2_000_000_000L, 30_000_000_000L, 2_000_000_000L, 1_000_000_000L);

    @TempDir
    Path run;

    final CaseCommands commands = new CaseCommands();
    Server server;

    @BeforeEach
    void start() {
        server = open();
    }

    final Server open() {
        return open(IMPATIENT);
    }

    final Server open(Patience patience) {
        return Server.start(new Server.Place(run, Map.of(), "1"), commands, commands.said()::add, patience);
    }

    @AfterEach
    void end() {
        commands.release();
        server.close();
    }

    final Caller caller() throws IOException {
        return new Caller(run.resolve("topo.sock"));
    }

    final void awaits(String what) {
        await(what).atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(5)).until(() -> commands.said().contains(what));
    }

    final void works() throws IOException {
        try (Caller caller = caller()) {
            caller.run("echo").expect(new Message.Started(1));
            assertInstanceOf(Message.Out.class, caller.next());
            caller.expect(new Message.Err("told\n"), new Message.Exit(7));
            assertEquals(null, caller.next());
        }
    }
}
