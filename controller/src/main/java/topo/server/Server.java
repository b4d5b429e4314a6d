package topo.server;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import topo.kernel.EventCalls;
import topo.kernel.KernelException;
import topo.kernel.LocalSockets;
import topo.kernel.Peer;

/**
 * Serves the controller's socket. One thread carries all bytes, whatever clients do, and never waits for one; each command runs on a thread
 * of its own. The controller's thread has no part in it. What is bounded: clients, commands at once, a line, all that is held of requests,
 * how long a client may take.
 */
public final class Server implements AutoCloseable {
    static final int MOST_CLIENTS = 200;
    private static final int LISTENING = -1;
    private static final int WAKING = -2;
    private static final int BUFFER = 64 << 10;
    private static final int READY = 64;
    private static final int TICK_MILLIS = 500;
    private static final long END_NANOS = 30_000_000_000L;

    private final Door door;
    private final LocalSockets sockets;
    private final Jobs jobs;
    private final Consumer<String> warn;
    private final Patience patience;
    private final EventCalls calls = new EventCalls();
    private final int epoll = calls.epollCreate();
    private final int wake = calls.eventfd();
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER);
    private final Map<Integer, Connection> clients = new HashMap<>();
    private final Map<Integer, Integer> interests = new HashMap<>();
    private final AtomicBoolean woken = new AtomicBoolean();
    private final Thread thread = new Thread(this::loop, "topo-socket");
    private volatile boolean closing;
    private boolean listens = true;
    private boolean ended;

    /** {@code warn}: told, on any thread, what nobody else is told. */
    private Server(Door door, LocalSockets sockets, Jobs jobs, Consumer<String> warn, Patience patience) {
        this.door = door;
        this.sockets = sockets;
        this.jobs = jobs;
        this.warn = warn;
        this.patience = patience;
    }

    /**
     * Makes or takes over the socket and starts to serve it.
     *
     * @throws topo.api.SurroundingsException if there can be no socket
     */
    public static Server start(Place place, Commands commands, Consumer<String> warn) {
        return start(place, commands, warn, Patience.STANDARD);
    }

    static Server start(Place place, Commands commands, Consumer<String> warn, Patience patience) {
        LocalSockets sockets = new LocalSockets();
        Door door = Door.open(sockets, place.run(), place.environment(), place.pid());
        Server server = new Server(door, sockets, new Jobs(commands, warn), warn, patience);
        server.thread.setDaemon(true);
        server.thread.start();
        return server;
    }

    private void loop() {
        calls.epollAdd(epoll, door.fd(), EventCalls.EPOLLIN, LISTENING);
        calls.epollAdd(epoll, wake, EventCalls.EPOLLIN, WAKING);
        ByteBuffer ready = ByteBuffer.allocateDirect(READY * EventCalls.EPOLL_EVENT_BYTES).order(ByteOrder.nativeOrder());
        long end = 0;
        while (true) {
            try {
                // Nothing happens by itself while nobody is there.
                boolean idle = clients.isEmpty() && listens && !closing;
                int count = calls.epollWait(epoll, ready, idle ? -1 : TICK_MILLIS);
                listen(true);
                for (int i = 0; i < count; i++) {
                    handle(EventCalls.epollData(ready, i), EventCalls.epollEvents(ready, i));
                }
                if (closing) {
                    end = end == 0 ? System.nanoTime() + END_NANOS : end;
                    if (!isBusy() || System.nanoTime() - end > 0) {
                        break;
                    }
                }
                tend();
            } catch (RuntimeException broken) {
                warn.accept("the socket: " + broken);
            }
        }
        end();
    }

    private void handle(int data, int events) {
        if (data == LISTENING) {
            accept();
        } else if (data == WAKING) {
            calls.read(wake, buffer.clear());
            woken.set(false);
        } else if (clients.containsKey(data)) {
            if ((events & ~EventCalls.EPOLLOUT) != 0) {
                read(data, clients.get(data));
            }
        }
    }

    /** Without the room for one more descriptor the rest waits in the socket's queue, and is not tried again before the next round. */
    private void accept() {
        boolean any = false;
        for (OptionalInt fd = sockets.accept(door.fd()); fd.isPresent(); fd = sockets.accept(door.fd())) {
            any = true;
            welcome(fd.getAsInt());
        }
        if (!any) {
            listen(false);
        }
    }

    private void listen(boolean on) {
        if (on != listens) {
            listens = on;
            calls.epollChange(epoll, door.fd(), on ? EventCalls.EPOLLIN : 0, LISTENING);
        }
    }

    private void welcome(int fd) {
        try {
            Peer peer = sockets.peer(fd);
            if (peer.uid() != 0 && (door.group() == 0 || !peer.isIn(door.group()))) {
                turnAway(fd, Refusal.FORBIDDEN, "root and the members of group " + Door.GROUP + " may use it");
            } else if (clients.size() >= MOST_CLIENTS) {
                turnAway(fd, Refusal.BUSY, "it has as many clients as it can (" + MOST_CLIENTS + ")");
            } else {
                calls.epollAdd(epoll, fd, EventCalls.EPOLLIN, fd);
                interests.put(fd, EventCalls.EPOLLIN);
                clients.put(fd, new Connection(peer, new Outbound(System::nanoTime, this::awaken), jobs, patience, System::nanoTime));
            }
        } catch (KernelException gone) {
            sockets.close(fd);
        }
    }

    private void turnAway(int fd, Refusal reason, String words) {
        sockets.write(fd, Wire.bytes(new Message.Refused(reason.word(), words)));
        sockets.close(fd);
    }

    private void read(int fd, Connection client) {
        int count = sockets.read(fd, buffer.clear());
        if (count > 0) {
            client.receive(buffer.position(0).limit(count));
        } else if (count < 0) {
            client.leave();
            close(fd);
        }
    }

    /** Sends what waits, and closes what is over or late. */
    private void tend() {
        for (Map.Entry<Integer, Connection> one : List.copyOf(clients.entrySet())) {
            int fd = one.getKey();
            Connection client = one.getValue();
            send(fd, client);
            if (client.isOver()) {
                close(fd);
            } else if (client.isLate()) {
                client.leave();
                close(fd);
            }
        }
    }

    private void send(int fd, Connection client) {
        Outbound outbound = client.outbound();
        for (byte[] next = outbound.next(); next != null; next = outbound.next()) {
            int sent = sockets.write(fd, next);
            if (sent < 0) {
                client.leave();
                return;
            }
            outbound.sent(sent);
            if (sent < next.length) {
                break;
            }
        }
        int wanted = EventCalls.EPOLLIN | (outbound.isEmpty() ? 0 : EventCalls.EPOLLOUT);
        if (interests.get(fd) != wanted) {
            interests.put(fd, wanted);
            calls.epollChange(epoll, fd, wanted, fd);
        }
    }

    private void close(int fd) {
        clients.remove(fd);
        interests.remove(fd);
        sockets.close(fd);
    }

    private boolean isBusy() {
        clients.values().forEach(Connection::end);
        boolean busy = jobs.end();
        tend();
        return busy;
    }

    /** From any thread. */
    private void awaken() {
        if (woken.compareAndSet(false, true)) {
            synchronized (woken) {
                if (!ended) {
                    calls.wake(wake);
                }
            }
        }
    }

    private void end() {
        List.copyOf(clients.keySet()).forEach(this::close);
        synchronized (woken) {
            ended = true;
            sockets.close(wake);
        }
        sockets.close(epoll);
    }

    /** Ends it: what changes something finishes its step, all else ends at once. Waits for that, half a minute at most. */
    @Override
    public void close() {
        closing = true;
        awaken();
        try {
            thread.join();
        } catch (InterruptedException asked) {
            Thread.currentThread().interrupt();
        }
        door.close();
    }

    /** What a socket depends on: the folder that it is in, and how this process was started. */
    public record Place(Path run, Map<String, String> environment, String pid) {}
}
