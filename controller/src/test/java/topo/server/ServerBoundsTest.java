package topo.server;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Clients that are too many, send too much, or are too slow keep nobody else from being served. */
@Timeout(120)
class ServerBoundsTest extends ServerCase {
    private static final Patience ENDLESS = new Patience(Long.MAX_VALUE / 4, Long.MAX_VALUE / 4, Long.MAX_VALUE / 4, 1_000_000_000L);

    @Test
    void moreCommandsThanThereIsRoomForAreRefused() throws IOException {
        List<Caller> callers = new ArrayList<>();
        for (int i = 0; i < Jobs.MOST; i++) {
            callers.add(caller().run("wait"));
            callers.get(i).expect(new Message.Started(1));
        }
        try (Caller caller = caller()) {
            assertEquals("busy", caller.run("echo").refusal());
        }
        for (Caller caller : callers) {
            caller.close();
        }
        await("room again").atMost(Duration.ofSeconds(30)).ignoreExceptions().untilAsserted(this::works);
    }

    @Test
    void aThousandIdleClientsDoNotKeepOthersOut() throws IOException {
        List<Caller> callers = new ArrayList<>();
        int busy = 0;
        for (int i = 0; i < 1_000; i++) {
            Caller caller = caller();
            callers.add(caller);
            if (i >= Server.MOST_CLIENTS) {
                assertEquals("busy", caller.refusal(), "client " + i);
                busy++;
                caller.close();
            }
        }
        assertEquals(800, busy);
        // Those who have been let in and say nothing are dropped, and there is room again.
        await("room again").atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(500)).ignoreExceptions().untilAsserted(this::works);
        for (Caller caller : callers) {
            caller.close();
        }
    }

    @Test
    void halfRequestsAreDropped() throws IOException {
        try (Caller nothing = caller(); Caller half = caller(); Caller file = caller()) {
            half.send("{\"version\":1,\"wor".getBytes(StandardCharsets.UTF_8));
            file.ask("echo").send(new Message.Part("x", new byte[100], true, null));
            works();
            assertEquals(null, nothing.next());
            assertEquals(null, half.next());
            assertEquals(null, file.next());
        }
        assertEquals(1, commands.ended());
    }

    @Test
    void aLineOfAHundredMegabytesIsRefusedAtItsFirst() throws IOException {
        byte[] much = new byte[1 << 20];
        int sent = 0;
        try (Caller caller = caller()) {
            try {
                for (; sent < 100; sent++) {
                    caller.send(much);
                }
            } catch (IOException closed) {
                // as it should be, before the hundredth
            }
            assertEquals("large", caller.refusal());
        }
        assertTrue(sent < 10, sent + " MB were taken");
        works();
    }

    @Test
    void filesOfManyClientsAreBounded() throws IOException {
        server.close();
        // Or the first ones may be dropped, and make room, before the last ones have come.
        server = open(ENDLESS);
        List<Caller> callers = new ArrayList<>();
        int refused = 0;
        for (int i = 0; i < 20; i++) {
            Caller caller = caller().ask("echo");
            callers.add(caller);
            try {
                for (int part = 0; part < 10; part++) {
                    caller.send(new Message.Part("x", new byte[Wire.PART], true, null));
                }
            } catch (IOException closed) {
                assertEquals("busy", caller.refusal());
                refused++;
            }
        }
        assertTrue(refused > 5, refused + " of 20 clients with 3.75 MB each were refused");
        for (Caller caller : callers) {
            caller.close();
        }
        works();
    }

    @Test
    void whoDoesNotReadIsDroppedAndKeepsNobodyWaiting() throws IOException {
        try (Caller slow = caller().run("flood")) {
            slow.expect(new Message.Started(1));
            works();
            awaits("nobody reads");
        }
    }

    @Test
    void whoReadsSlowlyGetsAll() throws Exception {
        try (Caller slow = caller().run("flood")) {
            slow.expect(new Message.Started(1));
            long length = 0;
            for (Message message = slow.next(); !(message instanceof Message.Exit); message = slow.next()) {
                length += ((Message.Out) message).text().length();
                if (length % (8 << 20) == 0) {
                    TimeUnit.MILLISECONDS.sleep(50);
                }
            }
            assertEquals(64L << 20, length);
        }
        assertTrue(commands.said().contains("all read"));
    }
}
