package topo.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import topo.api.SurroundingsException;
import topo.kernel.LocalSockets;

/** Who finds and may use the socket, and what becomes of a command whose client leaves. */
@Timeout(120)
class ServerPeersTest extends ServerCase {
    @Test
    void theSocketIsForRootAndTheGroup() throws IOException {
        Path socket = run.resolve("topo.sock");
        String mode = PosixFilePermissions.toString(Files.getPosixFilePermissions(socket));
        boolean group = Files.readAllLines(Path.of("/etc/group")).stream().anyMatch(line -> line.startsWith("topo:"));
        assertEquals(group ? "rw-rw----" : "rw-------", mode);
        server.close();
        assertFalse(Files.exists(socket));
    }

    @Test
    void aSocketThatAKilledControllerLeftIsReplaced() throws IOException {
        server.close();
        LocalSockets sockets = new LocalSockets();
        sockets.close(sockets.listen(run.resolve("topo.sock").toString()));
        sockets.close(sockets.listen(run.resolve("topo.sock.new").toString()));
        server = open();
        works();
        assertFalse(Files.exists(run.resolve("topo.sock.new")));
    }

    @Test
    void aPathThatIsTooLongIsSaid() throws IOException {
        Path deep = Files.createDirectories(run.resolve("x".repeat(120)));
        String why = assertThrows(SurroundingsException.class, () -> Server.start(new Server.Place(deep, Map.of(), "1"), commands, said -> {}))
                .getMessage();
        assertTrue(why.contains("longer than 107 bytes"), why);
    }

    @Test
    void nothingIsBegunForAClientThatHasLeft() throws IOException {
        try (Caller caller = caller()) {
            caller.run("hold").expect(new Message.Started(1), new Message.Keep());
        }
        awaits("not begun");
    }

    @Test
    void whatIsBegunIsFinishedForAClientThatHasLeft() throws IOException {
        try (Caller caller = caller()) {
            caller.run("hold").expect(new Message.Started(1), new Message.Keep());
            caller.send(new Message.Kept());
            awaits("begun");
        }
        works();
        commands.release();
        awaits("finished");
    }

    @Test
    void waitingEndsWithItsClient() throws IOException {
        try (Caller caller = caller()) {
            caller.run("wait").expect(new Message.Started(1));
            awaits("waiting");
        }
        awaits("left");
    }
}
