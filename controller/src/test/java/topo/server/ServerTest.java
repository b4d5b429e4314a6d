package topo.server;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import topo.api.SurroundingsException;
import topo.kernel.LocalSockets;
import topo.kernel.Peer;

/** The server on a real socket, with commands of the test's own. */
@Timeout(120)
class ServerTest {
    private static final Patience IMPATIENT = new Patience(2_000_000_000L, 30_000_000_000L, 2_000_000_000L, 1_000_000_000L);

    @TempDir
    Path run;

    private final ConcurrentLinkedQueue<String> said = new ConcurrentLinkedQueue<>();
    private final CountDownLatch release = new CountDownLatch(1);
    private final AtomicInteger ended = new AtomicInteger();
    private Server server;

    /** Commands: {@code echo}, {@code hold} (changes something until stopped), {@code wait} (can be left at any time), {@code flood}. */
    private final Commands commands = new Commands() {
        @Override
        public Optional<Message.Refused> refusal(Message.Head head, Peer peer) {
            return head.words().contains("never") ? Optional.of(new Message.Refused("elsewhere", "not here")) : Optional.empty();
        }

        @Override
        public int run(Request request, Peer peer, Conversation client) {
            try {
                return switch (request.head().words().get(0)) {
                    case "echo" -> echo(request, peer, client);
                    case "hold" -> hold(client);
                    case "wait" -> pause();
                    case "flood" -> flood(client);
                    default -> throw new IllegalStateException("a bug in a command");
                };
            } finally {
                ended.incrementAndGet();
            }
        }
    };

    private int echo(Request request, Peer peer, Conversation client) {
        StringBuilder text = new StringBuilder("pid " + peer.pid() + " uid " + peer.uid() + "\n");
        request.sources().forEach(source -> text.append(source.file()).append(' ').append(source.bytes().length).append(' ')
                .append(source.refusal()).append('\n'));
        write(client.out(), text.toString());
        write(client.err(), "told\n");
        return 7;
    }

    private int hold(Conversation client) {
        BooleanSupplier stop;
        try {
            stop = client.keep();
        } catch (SurroundingsException gone) {
            said.add("not begun");
            return 5;
        }
        said.add("begun");
        while (!stop.getAsBoolean() && release.getCount() > 0) {
            if (!sleep(10)) {
                said.add("cut in half");
                return 4;
            }
        }
        said.add(stop.getAsBoolean() ? "stopped" : "finished");
        write(client.out(), "done\n");
        return 0;
    }

    private int pause() {
        said.add("waiting");
        said.add(sleep(60_000) ? "waited" : "left");
        return 1;
    }

    private int flood(Conversation client) {
        try {
            for (int i = 0; i < 64; i++) {
                client.out().write(new byte[1 << 20]);
                client.out().flush();
            }
            said.add("all read");
        } catch (IOException gone) {
            said.add("nobody reads");
        }
        return 0;
    }

    private static boolean sleep(long millis) {
        try {
            Thread.sleep(millis);
            return true;
        } catch (InterruptedException asked) {
            return false;
        }
    }

    private static void write(OutputStream stream, String text) {
        try {
            stream.write(text.getBytes(StandardCharsets.UTF_8));
            stream.flush();
        } catch (IOException gone) {
            // as a PrintStream does
        }
    }

    @BeforeEach
    void start() {
        server = open();
    }

    private Server open() {
        return Server.start(new Server.Place(run, Map.of(), "1"), commands, said::add, IMPATIENT);
    }

    @AfterEach
    void end() {
        release.countDown();
        server.close();
    }

    /** One client. */
    private final class Caller implements AutoCloseable {
        private final SocketChannel channel;
        private final LineReader reader = new LineReader(Wire.MOST_LINE);
        private final List<byte[]> lines = new ArrayList<>();

        Caller() throws IOException {
            channel = SocketChannel.open(UnixDomainSocketAddress.of(run.resolve("topo.sock")));
        }

        Caller send(Message message) throws IOException {
            return send(Wire.bytes(message));
        }

        Caller send(byte[] bytes) throws IOException {
            ByteBuffer buffer = ByteBuffer.wrap(bytes);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
            return this;
        }

        Caller ask(String... words) throws IOException {
            return send(new Message.Head(Message.VERSION, List.of(words), Map.of()));
        }

        Caller run(String... words) throws IOException {
            return ask(words).send(new Message.Run());
        }

        /** Null at the end. */
        Message next() throws IOException {
            ByteBuffer buffer = ByteBuffer.allocate(4096);
            while (lines.isEmpty()) {
                if (channel.read(buffer.clear()) < 0) {
                    return null;
                }
                lines.addAll(reader.add(buffer.flip()));
            }
            return Wire.read(lines.remove(0));
        }

        void expect(Message... messages) throws IOException {
            for (Message message : messages) {
                assertEquals(message, next());
            }
        }

        String refusal() throws IOException {
            return assertInstanceOf(Message.Refused.class, next()).reason();
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }

    private void awaits(String what) {
        await(what).atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(5)).until(() -> said.contains(what));
    }

    private void works() throws IOException {
        try (Caller caller = new Caller()) {
            caller.run("echo").expect(new Message.Started(1));
            assertInstanceOf(Message.Out.class, caller.next());
            caller.expect(new Message.Err("told\n"), new Message.Exit(7));
            assertEquals(null, caller.next());
        }
    }

    @Test
    void aCommandGetsWordsFilesAndWhoAsks() throws IOException {
        try (Caller caller = new Caller()) {
            caller.ask("echo").send(new Message.Part("a.yaml", new byte[10], true, null)).send(new Message.Part("a.yaml", new byte[5], false, null));
            caller.send(new Message.Part("b.yaml", new byte[0], false, null)).send(new Message.Part("c.yaml", new byte[0], false, "no such file"));
            caller.send(new Message.Run()).expect(new Message.Started(1), new Message.Out("pid " + ProcessHandle.current().pid()
                    + " uid 0\na.yaml 15 null\nb.yaml 0 null\nc.yaml 0 no such file\n"), new Message.Err("told\n"), new Message.Exit(7));
        }
    }

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
        String why = assertThrows(SurroundingsException.class, () -> Server.start(new Server.Place(deep, Map.of(), "1"), commands, said::add))
                .getMessage();
        assertTrue(why.contains("longer than 107 bytes"), why);
    }

    @Test
    void anotherVersionIsRefused() throws IOException {
        try (Caller caller = new Caller()) {
            assertEquals("version", caller.send(new Message.Head(2, List.of("echo"), Map.of())).refusal());
            assertEquals(null, caller.next());
        }
    }

    @Test
    void whatTheControllerCannotDoForAClientIsRefusedBeforeItsFiles() throws IOException {
        try (Caller caller = new Caller()) {
            caller.ask("never").expect(new Message.Refused("elsewhere", "not here"));
        }
        assertEquals(0, ended.get());
    }

    @Test
    void nonsenseIsRefused() throws IOException {
        for (String line : List.of("GET / HTTP/1.1", "{\"run\":true}", "{\"exit\":1}", "\u0000")) {
            try (Caller caller = new Caller()) {
                assertEquals("malformed", caller.send((line + "\n").getBytes(StandardCharsets.UTF_8)).refusal());
            }
        }
        works();
    }

    @Test
    void nothingIsBegunForAClientThatHasLeft() throws IOException {
        try (Caller caller = new Caller()) {
            caller.run("hold").expect(new Message.Started(1), new Message.Keep());
        }
        awaits("not begun");
    }

    @Test
    void whatIsBegunIsFinishedForAClientThatHasLeft() throws IOException {
        try (Caller caller = new Caller()) {
            caller.run("hold").expect(new Message.Started(1), new Message.Keep());
            caller.send(new Message.Kept());
            awaits("begun");
        }
        works();
        release.countDown();
        awaits("finished");
    }

    @Test
    void aRequestToStopIsPassedOn() throws IOException {
        try (Caller caller = new Caller()) {
            caller.run("hold").expect(new Message.Started(1), new Message.Keep());
            caller.send(new Message.Kept());
            awaits("begun");
            caller.send(new Message.Stop()).expect(new Message.Out("done\n"), new Message.Exit(0));
        }
        assertTrue(said.contains("stopped"));
    }

    @Test
    void waitingEndsWithItsClient() throws IOException {
        try (Caller caller = new Caller()) {
            caller.run("wait").expect(new Message.Started(1));
            awaits("waiting");
        }
        awaits("left");
    }

    @Test
    void theEndOfTheServerFinishesWhatIsBegunAndEndsTheRest() throws Exception {
        try (Caller changing = new Caller(); Caller waiting = new Caller(); Caller silent = new Caller()) {
            changing.run("hold").expect(new Message.Started(1), new Message.Keep());
            changing.send(new Message.Kept());
            waiting.run("wait").expect(new Message.Started(1));
            awaits("begun");
            awaits("waiting");
            server.close();
            changing.expect(new Message.Out("done\n"), new Message.Exit(0));
            assertEquals("ending", waiting.refusal());
            assertEquals("ending", silent.refusal());
            assertTrue(said.contains("stopped"));
            assertFalse(said.contains("cut in half"));
        }
    }

    @Test
    void aBugInACommandEndsThatCommandAlone() throws IOException {
        try (Caller caller = new Caller()) {
            caller.run("bug").expect(new Message.Started(1), new Message.Exit(1));
        }
        works();
    }

    @Test
    void moreCommandsThanThereIsRoomForAreRefused() throws IOException {
        List<Caller> callers = new ArrayList<>();
        for (int i = 0; i < Jobs.MOST; i++) {
            callers.add(new Caller().run("wait"));
            callers.get(i).expect(new Message.Started(1));
        }
        try (Caller caller = new Caller()) {
            assertEquals("busy", caller.run("echo").refusal());
        }
        for (Caller caller : callers) {
            caller.close();
        }
        await("room again").atMost(Duration.ofSeconds(30)).untilAsserted(this::works);
    }

    @Test
    void aThousandIdleClientsDoNotKeepOthersOut() throws IOException {
        List<Caller> callers = new ArrayList<>();
        int busy = 0;
        for (int i = 0; i < 1_000; i++) {
            Caller caller = new Caller();
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
        try (Caller nothing = new Caller(); Caller half = new Caller(); Caller file = new Caller()) {
            half.send("{\"version\":1,\"wor".getBytes(StandardCharsets.UTF_8));
            file.ask("echo").send(new Message.Part("x", new byte[100], true, null));
            works();
            assertEquals(null, nothing.next());
            assertEquals(null, half.next());
            assertEquals(null, file.next());
        }
        assertEquals(1, ended.get());
    }

    @Test
    void aLineOfAHundredMegabytesIsRefusedAtItsFirst() throws IOException {
        byte[] much = new byte[1 << 20];
        int sent = 0;
        try (Caller caller = new Caller()) {
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
        List<Caller> callers = new ArrayList<>();
        int refused = 0;
        for (int i = 0; i < 20; i++) {
            Caller caller = new Caller().ask("echo");
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
        try (Caller slow = new Caller().run("flood")) {
            slow.expect(new Message.Started(1));
            works();
            awaits("nobody reads");
        }
    }

    @Test
    void whoReadsSlowlyGetsAll() throws Exception {
        try (Caller slow = new Caller().run("flood")) {
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
        assertTrue(said.contains("all read"));
    }
}
