package topo.kernel.events;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import topo.api.net.IpPrefix;
import topo.api.net.NetnsName;
import topo.kernel.Errno;
import topo.kernel.EventCalls;
import topo.kernel.EventLibC;
import topo.kernel.KernelException;
import topo.kernel.OpenFiles;
import topo.kernel.SystemEventLibC;
import topo.kernel.TestHost;
import topo.kernel.netlink.Batch;
import topo.kernel.rtnl.Address;
import topo.kernel.rtnl.RtnlSocket;

/** What is lost is said to be lost, and nothing is left open. */
@Timeout(120)
class LossAndLeakTest {
    /** 4 kB of events at most. */
    private static final Settings SMALL = new Settings(EnumSet.allOf(Aspect.class), Path.of("/proc/self/mountinfo"), Path.of("/proc/sys"),
            Path.of("/run/xtables.lock"), 4096);

    private TestHost host;

    @BeforeEach
    void open() {
        host = TestHost.open();
        host.make("red");
    }

    @AfterEach
    void close() {
        if (host != null) {
            host.close();
        }
    }

    private Listening listen(EventCalls calls, Settings settings) {
        return new Listening(new KernelEvents(host.kernel(), calls, host.namespaces(), settings)).watch("red");
    }

    /** The real C library, but for the call that {@code fault} takes over by answering something else than null. */
    private static EventCalls with(Fault fault) {
        EventLibC real = SystemEventLibC.get();
        ThreadLocal<Errno> error = new ThreadLocal<>();
        return new EventCalls((EventLibC) Proxy.newProxyInstance(EventLibC.class.getClassLoader(), new Class<?>[] {EventLibC.class},
                (proxy, method, arguments) -> {
                    if (method.getName().equals("errno")) {
                        Errno planted = error.get();
                        return planted == null ? real.errno() : planted.number();
                    }
                    error.set(fault.of(method.getName(), arguments));
                    if (error.get() != null) {
                        return method.getReturnType() == long.class ? (Object) (-1L) : (Object) (-1);
                    }
                    try {
                        return method.invoke(real, arguments);
                    } catch (InvocationTargetException thrown) {
                        throw thrown.getCause();
                    }
                }));
    }

    private interface Fault {
        /** Null to let the call through. */
        Errno of(String call, Object[] arguments);
    }

    @Test
    void aSocketThatRanOverMeansEverything() {
        host.ip("red", "link add p type veth peer name q");
        AtomicBoolean slow = new AtomicBoolean();
        try (Listening heard = listen(readingSlowly(slow), SMALL).settle()) {
            slow.set(true);
            addAddresses();
            slow.set(false);
            heard.until("the loss", all -> all.everything);
            heard.until("red", Aspect.NAMESPACE).settle();
            host.ip("red", "link set p up");
            heard.until("red", Aspect.LINKS);
        }
    }

    @Test
    void aTransactionOfAnyLengthDoesNotOverrunTheSocket() throws Exception {
        StringBuilder rules = new StringBuilder("add table ip t\nadd chain ip t c\n");
        for (int i = 0; i < 250; i++) {
            rules.append("add rule ip t c ip saddr 10.0.0.").append(i).append(" drop\n");
        }
        Path file = Files.writeString(host.folder().resolveSibling(host.folder().getFileName() + ".nft"), rules);
        AtomicBoolean slow = new AtomicBoolean();
        try (Listening heard = listen(readingSlowly(slow), SMALL).settle()) {
            slow.set(true);
            host.run("red", "nft -f " + file);
            heard.until("red", Aspect.NETFILTER).take(Duration.ofMillis(300));
            assertFalse(heard.everything, "its steps are thrown away before they are queued");
            assertEquals(1, heard.seen.size());
        } finally {
            Files.delete(file);
        }
    }

    private static EventCalls readingSlowly(AtomicBoolean slow) {
        return with((call, arguments) -> {
            if (call.equals("recvmsg") && slow.get()) {
                LockSupport.parkNanos(20_000_000);
            }
            return null;
        });
    }

    private void addAddresses() {
        RtnlSocket socket = host.socket(new NetnsName("red"));
        int index = socket.links().stream().filter(link -> link.name().equals("p")).findFirst().orElseThrow().index();
        Batch batch = socket.batch();
        for (int i = 1; i < 250; i++) {
            socket.addAddress(batch, new Address(index, IpPrefix.parse("10.0.0." + i + "/32"), 0, 0, 0), "add", failed -> {
                throw failed;
            });
        }
        batch.flush();
    }

    @Test
    void inotifyThatRanOverMeansEverything(@TempDir Path folder) throws Exception {
        EventLibC real = SystemEventLibC.get();
        AtomicInteger inotify = new AtomicInteger(-1);
        AtomicInteger overflows = new AtomicInteger();
        EventCalls calls = new EventCalls((EventLibC) Proxy.newProxyInstance(EventLibC.class.getClassLoader(),
                new Class<?>[] {EventLibC.class}, (proxy, method, arguments) -> {
                    Object result = method.invoke(real, arguments);
                    if (method.getName().equals("inotify_init1")) {
                        inotify.set((Integer) result);
                    } else if (method.getName().equals("read") && arguments[0].equals(inotify.get()) && (Long) result > 0) {
                        ((ByteBuffer) arguments[1]).putInt(0, -1).putInt(4, InotifyRecord.IN_Q_OVERFLOW);
                        overflows.incrementAndGet();
                    }
                    return result;
                }));
        try (Listening heard = listen(calls, Listening.settings()).settle()) {
            heard.events.watchFolders(Set.of(folder));
            Files.writeString(folder.resolve("file"), "x");
            heard.until("the loss", all -> all.everything);
            assertTrue(overflows.get() > 0);
        }
    }

    @Test
    void aReaderThatEndsSaysSo() {
        EventCalls broken = with((call, arguments) -> call.equals("epoll_wait") ? Errno.EBADF : null);
        try (Listening heard = new Listening(new KernelEvents(host.kernel(), broken, host.namespaces(), Listening.settings()))) {
            IllegalStateException stopped = assertThrows(IllegalStateException.class, () -> heard.events.take(Duration.ofSeconds(5)));
            assertEquals("kernel events are not heard any more: wait for events: EBADF: Bad file descriptor", stopped.getMessage());
        }
    }

    @Test
    void signalsAndSpuriousWakeUpsAreNoFailure() {
        AtomicInteger interrupted = new AtomicInteger();
        EventCalls calls = with((call, arguments) -> (call.equals("epoll_wait") || call.equals("recvmsg") || call.equals("read"))
                && interrupted.incrementAndGet() % 2 == 0 ? Errno.EINTR : null);
        try (Listening heard = listen(calls, Listening.settings()).settle()) {
            host.ip("red", "link set lo up");
            heard.until("red", Aspect.LINKS);
            assertFalse(heard.everything);
        }
    }

    @Test
    void aRefusalAtAnyStepLeavesNothingOpen() throws Exception {
        listen(new EventCalls(), Listening.settings()).close();
        OpenFiles before = OpenFiles.now();
        Set<String> refused = new HashSet<>();
        for (String step : List.of("epoll_create1", "eventfd", "epoll_ctl", "inotify_init1", "inotify_add_watch", "bind", "setsockopt")) {
            EventCalls calls = with((call, arguments) -> call.equals(step) ? Errno.EPERM : null);
            assertThrows(KernelException.class, () -> listen(calls, Listening.settings()).close(), step);
            refused.add(step);
        }
        assertEquals(7, refused.size());
        before.assertNoMore();
    }

    @Test
    void aHundredListenersLeaveNothingOpenAndNoThread() throws Exception {
        listen(new EventCalls(), Listening.settings()).close();
        OpenFiles before = OpenFiles.now();
        for (int i = 0; i < 100; i++) {
            try (Listening heard = listen(new EventCalls(), Listening.settings())) {
                heard.events.watchFolders(Set.of(host.folder()));
            }
        }
        before.assertNoMore();
        assertTrue(Thread.getAllStackTraces().keySet().stream().noneMatch(thread -> thread.getName().equals("kernel-events")));
    }

    @Test
    void twoHundredNamespacesCostNoFileAndNoThread() throws Exception {
        List<NetnsName> names = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            names.add(new NetnsName("n" + i));
        }
        host.namespaces().create(names, netns -> { }, (netns, refused) -> {
            throw refused;
        });
        try (Listening heard = listen(new EventCalls(), Listening.settings()).settle()) {
            OpenFiles before = OpenFiles.now();
            int threads = Thread.activeCount();
            heard.events.watch(new HashSet<>(names));
            Map<NetnsName, Set<String>> sysctls = new HashMap<>();
            names.forEach(name -> sysctls.put(name, Set.of("net/ipv4/conf/all/arp_ignore")));
            heard.events.watchSysctls(sysctls);
            before.assertNoMore();
            assertEquals(threads, Thread.activeCount());
            heard.settle();
            host.ip("n0", "link set lo up");
            heard.until("n0", Aspect.LINKS);
            host.ip("n199", "link set lo up");
            heard.until("n199", Aspect.LINKS);
            assertEquals(2, heard.netns.size(), heard::toString);
            names.forEach(host.namespaces()::delete);
            heard.until("their end", all -> all.netns.size() == 200 && all.of("n7").contains(Aspect.NAMESPACE));
            heard.events.watch(Set.of());
            before.assertNoMore();
        }
    }

    @Test
    void closingWakesTheConsumer() throws Exception {
        Listening heard = new Listening(new KernelEvents(host.kernel(), new EventCalls(), host.namespaces(),
                Settings.standard(FileSystems.getDefault())));
        List<Changes> taken = new ArrayList<>();
        Thread consumer = new Thread(() -> taken.add(heard.take(Duration.ofMinutes(5))));
        consumer.start();
        Thread.sleep(50);
        heard.close();
        consumer.join(5_000);
        assertFalse(consumer.isAlive());
        assertEquals(List.of(Changes.NONE), taken);
    }
}
