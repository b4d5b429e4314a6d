package topo.kernel.rtnl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import topo.api.net.NetnsName;
import topo.kernel.Errno;
import topo.kernel.KernelException;
import topo.kernel.OpenFiles;
import topo.kernel.TestHost;
import topo.kernel.netlink.Batch;

/** The sockets of many namespaces. */
class RtnlSocketsTest {
    private static final NetnsName RED = new NetnsName("red");

    private TestHost host;
    private RtnlSockets sockets;

    @BeforeEach
    void open() {
        host = TestHost.open();
        sockets = host.sockets();
    }

    @AfterEach
    void close() {
        if (host != null) {
            host.close();
        }
    }

    private static void mark(RtnlSocket socket) {
        Batch batch = socket.batch();
        socket.changeLink(batch, LinkRequest.named("lo").up(true).alias("topo:lab"), "mark", failed -> {
            throw failed;
        });
        batch.flush();
    }

    @Test
    void fiftyNamesAreVisibleOnlyWhenPrepared() {
        List<NetnsName> names = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            names.add(new NetnsName("n" + i));
        }
        Set<NetnsName> early = ConcurrentHashMap.newKeySet();
        Map<NetnsName, KernelException> failures = new ConcurrentHashMap<>();
        sockets.create(names, (netns, socket) -> {
            if (Files.exists(host.namespaces().file(netns))) {
                early.add(netns);
            }
            mark(socket);
        }, failures::put);
        assertEquals(Map.of(), failures);
        assertEquals(Set.of(), early);
        sockets.close();
        sockets.openAll(names);
        for (NetnsName netns : names) {
            List<Link> links = sockets.require(netns).links();
            assertEquals(1, links.size());
            assertTrue(links.get(0).isUp());
            assertEquals("topo:lab", links.get(0).alias());
        }
    }

    @Test
    void aSocketStaysInItsNamespaceOnAnyThread() throws Exception {
        host.make("red");
        host.ip("red", "link add p type veth peer name q");
        RtnlSocket socket = sockets.require(RED);
        List<Link> seen = new ArrayList<>();
        Thread thread = new Thread(() -> seen.addAll(socket.links()));
        thread.start();
        thread.join();
        Set<String> names = new HashSet<>();
        seen.forEach(link -> names.add(link.name()));
        assertEquals(Set.of("lo", "p", "q"), names);
        assertTrue(sockets.require(NetnsName.HOST).links().stream().noneMatch(link -> link.name().equals("q")));
        assertSame(socket, sockets.require(RED));
    }

    @Test
    void whatIsNoNamespaceHasNoSocket() throws Exception {
        host.make("red");
        Files.createFile(host.folder().resolve("stale"));
        assertEquals(Optional.empty(), sockets.get(new NetnsName("stale")));
        assertEquals(Optional.empty(), sockets.get(new NetnsName("absent")));
        KernelException refused = assertThrows(KernelException.class, () -> sockets.require(new NetnsName("absent")));
        assertEquals("enter namespace absent: ENOENT: there is no such namespace", refused.getMessage());
        assertEquals(Errno.ENOENT, assertThrows(KernelException.class, () -> sockets.file(new NetnsName("absent"))).errno());
    }

    @Test
    void aNamespaceMadeAnewHasANewSocketAndFile() throws Exception {
        host.make("red");
        RtnlSocket old = sockets.require(RED);
        int file = sockets.file(RED);
        assertEquals(file, sockets.file(RED));
        long identity = host.namespaces().identity(RED);
        host.namespaces().delete(RED);
        assertEquals(identity, Files.getAttribute(Path.of("/proc/self/fd/" + file), "unix:ino"), "whatever became of the name");
        sockets.forget(RED);
        host.make("red");
        assertNotEquals(old, sockets.require(RED));
        assertEquals(host.namespaces().identity(RED), Files.getAttribute(Path.of("/proc/self/fd/" + sockets.file(RED)), "unix:ino"));
        assertEquals("send over netlink: EBADF: the socket is closed",
                assertThrows(KernelException.class, old::links).getMessage());
    }

    @Test
    void aFailureIsReportedOnTheCallingThreadAndLeaksNothing() throws Exception {
        host.make("warm");
        OpenFiles before = OpenFiles.now();
        Map<NetnsName, String> failures = new ConcurrentHashMap<>();
        Thread caller = Thread.currentThread();
        for (int i = 0; i < 10; i++) {
            sockets.create(List.of(RED), (netns, socket) -> {
                throw new KernelException("prepare", Errno.EPERM.number());
            }, (netns, refused) -> failures.put(netns, refused.getMessage() + (Thread.currentThread() == caller)));
        }
        assertEquals(Map.of(RED, "prepare: EPERM: Operation not permittedtrue"), failures);
        assertEquals(Optional.empty(), sockets.get(RED));
        before.assertNoMore();
    }

    @Test
    void aNameThatIsTakenKeepsItsNamespaceAndLosesNoSocket() {
        host.make("red");
        host.ip("red", "link add p type veth peer name q");
        Map<NetnsName, KernelException> failures = new ConcurrentHashMap<>();
        sockets.create(List.of(RED), (netns, socket) -> { }, failures::put);
        assertEquals(Errno.EEXIST, failures.get(RED).errno());
        assertEquals(3, sockets.require(RED).links().size());
    }
}
