package topo.kernel.events;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import topo.api.net.NetnsName;
import topo.kernel.TestHost;
import topo.kernel.netlink.BufferPool;
import topo.kernel.netlink.KernelTransport;
import topo.kernel.netlink.NetlinkSocket;

/** Numbers of real namespaces, by a mount table that the test writes: it may claim what a kernel rarely does. */
@Timeout(60)
class NamespaceIdsTest {
    private static final NetnsName RED = new NetnsName("red");

    @TempDir
    private Path folder;
    private TestHost host;
    private NamespaceIds ids;

    @BeforeEach
    void open() throws IOException {
        host = TestHost.open();
        host.make("red");
        mounted("net:[5] " + host.folder() + "/red");
        NetlinkSocket socket = new NetlinkSocket(new KernelTransport(host.kernel(), KernelTransport.NETLINK_ROUTE), new BufferPool());
        ids = new NamespaceIds(host.kernel(), host.namespaces(), new MountTable(folder.resolve("table"), host.folder()), socket);
    }

    @AfterEach
    void close() {
        if (ids != null) {
            ids.close();
        }
        if (host != null) {
            host.close();
        }
    }

    private void mounted(String... lines) throws IOException {
        StringBuilder table = new StringBuilder();
        for (String line : lines) {
            table.append("1 2 0:4 ").append(line).append(" rw - nsfs nsfs rw\n");
        }
        Files.writeString(folder.resolve("table"), table);
    }

    private int idOf(NetnsName name) {
        return IntStream.range(-1, 10_000).filter(id -> ids.names(id).contains(name)).findFirst().orElse(-2);
    }

    @Test
    void aNamespaceThatGotTheInodeNumberOfTheOneBeforeIsADifferentOne() throws Exception {
        ids.watch(Set.of(RED));
        int before = idOf(RED);
        assertEquals(before, host.sockets().require(NetnsName.HOST).netnsId(host.sockets().file(RED)));
        assertEquals(Set.of(), ids.refresh(Set.of()), "nothing has changed");
        Process keeper = host.sleeper("red");
        try {
            host.sockets().forget(RED);
            host.namespaces().delete(RED);
            host.make("red");
            assertEquals(Set.of(RED), ids.refresh(Set.of(RED)), "a suspect");
            assertNotEquals(before, idOf(RED), "the old one lives on and keeps its number");
            assertEquals(List.of(), ids.names(before));
        } finally {
            keeper.destroyForcibly().waitFor();
        }
    }

    @Test
    void aNameWhoseFileIsGoneOrNoNamespaceIsHeardOfLater() throws Exception {
        mounted("net:[5] " + host.folder() + "/red", "net:[6] " + host.folder() + "/gone", "net:[7] " + host.folder() + "/plain");
        Files.createFile(host.folder().resolve("plain"));
        NetnsName gone = new NetnsName("gone");
        NetnsName plain = new NetnsName("plain");
        ids.watch(Set.of(RED, gone, plain));
        assertNotEquals(-2, idOf(RED));
        assertEquals(-2, idOf(gone));
        assertEquals(-2, idOf(plain));
        host.make("gone");
        mounted("net:[5] " + host.folder() + "/red", "net:[8] " + host.folder() + "/gone");
        assertEquals(Set.of(gone, plain), ids.refresh(Set.of()));
        assertNotEquals(-2, idOf(gone));
        Files.delete(host.folder().resolve("plain"));
    }

    @Test
    void aNameOfTheHostItselfHearsWhatComesWithoutANumber() throws Exception {
        Object own = Files.getAttribute(Path.of("/proc/thread-self/ns/net"), "unix:ino");
        NetnsName alias = new NetnsName("alias");
        mounted("net:[" + own + "] " + host.folder() + "/alias");
        ids.watch(Set.of(alias, NetnsName.HOST));
        assertEquals(Set.of(alias, NetnsName.HOST), Set.copyOf(ids.names(Datagrams.OWN_NAMESPACE)));
        ids.watch(Set.of(RED));
        assertEquals(List.of(), ids.names(Datagrams.OWN_NAMESPACE));
    }
}
