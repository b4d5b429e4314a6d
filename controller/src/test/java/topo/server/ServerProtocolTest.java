package topo.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the server answers to requests that are right, wrong and too late. */
@Timeout(120)
class ServerProtocolTest extends ServerCase {
    @Test
    void aCommandGetsWordsFilesAndWhoAsks() throws IOException {
        try (Caller caller = caller()) {
            caller.ask("echo").send(new Message.Part("a.yaml", new byte[10], true, null)).send(new Message.Part("a.yaml", new byte[5], false, null));
            caller.send(new Message.Part("b.yaml", new byte[0], false, null)).send(new Message.Part("c.yaml", new byte[0], false, "no such file"));
            caller.send(new Message.Run()).expect(new Message.Started(1), new Message.Out("pid " + ProcessHandle.current().pid()
                    + " uid 0\na.yaml 15 null\nb.yaml 0 null\nc.yaml 0 no such file\n"), new Message.Err("told\n"), new Message.Exit(7));
        }
    }

    @Test
    void anotherVersionIsRefused() throws IOException {
        try (Caller caller = caller()) {
            assertEquals("version", caller.send(new Message.Head(2, List.of("echo"), Map.of())).refusal());
            assertEquals(null, caller.next());
        }
    }

    @Test
    void whatTheControllerCannotDoForAClientIsRefusedBeforeItsFiles() throws IOException {
        try (Caller caller = caller()) {
            caller.ask("never").expect(new Message.Refused("elsewhere", "not here"));
        }
        assertEquals(0, commands.ended());
    }

    @Test
    void nonsenseIsRefused() throws IOException {
        for (String line : List.of("GET / HTTP/1.1", "{\"run\":true}", "{\"exit\":1}", "\u0000")) {
            try (Caller caller = caller()) {
                assertEquals("malformed", caller.send((line + "\n").getBytes(StandardCharsets.UTF_8)).refusal());
            }
        }
        works();
    }

    @Test
    void aRequestToStopIsPassedOn() throws IOException {
        try (Caller caller = caller()) {
            caller.run("hold").expect(new Message.Started(1), new Message.Keep());
            caller.send(new Message.Kept());
            awaits("begun");
            caller.send(new Message.Stop()).expect(new Message.Out("done\n"), new Message.Exit(0));
        }
        assertTrue(commands.said().contains("stopped"));
    }

    @Test
    void theEndOfTheServerFinishesWhatIsBegunAndEndsTheRest() throws Exception {
        try (Caller changing = caller(); Caller waiting = caller(); Caller silent = caller()) {
            changing.run("hold").expect(new Message.Started(1), new Message.Keep());
            changing.send(new Message.Kept());
            waiting.run("wait").expect(new Message.Started(1));
            awaits("begun");
            awaits("waiting");
            server.close();
            changing.expect(new Message.Out("done\n"), new Message.Exit(0));
            assertEquals("ending", waiting.refusal());
            assertEquals("ending", silent.refusal());
            assertTrue(commands.said().contains("stopped"));
            assertFalse(commands.said().contains("cut in half"));
        }
    }

    @Test
    void aBugInACommandEndsThatCommandAlone() throws IOException {
        try (Caller caller = caller()) {
            caller.run("bug").expect(new Message.Started(1), new Message.Exit(1));
        }
        works();
    }
}
