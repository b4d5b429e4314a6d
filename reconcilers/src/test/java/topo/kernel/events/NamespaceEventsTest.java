package topo.kernel.events;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.nio.file.Files;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import topo.api.net.NetnsName;
import topo.kernel.Native;
import topo.kernel.TestHost;

/** Names that come, go and change what they stand for. */
@Timeout(60)
class NamespaceEventsTest {
    private static final NetnsName RED = new NetnsName("red");

    private TestHost host;
    private Listening heard;

    @BeforeEach
    void open() {
        host = TestHost.open();
        host.make("blue");
    }

    @AfterEach
    void close() {
        if (heard != null) {
            heard.close();
        }
        if (host != null) {
            host.close();
        }
    }

    private void delete(String name) {
        host.sockets().forget(new NetnsName(name));
        host.namespaces().delete(new NetnsName(name));
    }

    @Test
    void oneThatIsMadeIsHeardFromThenOn() {
        heard = Listening.to(host, "red", "blue").settle();
        host.make("red");
        heard.until("red", Aspect.NAMESPACE);
        assertEquals(Set.of(), heard.of("blue"));
        heard.settle();
        host.ip("red", "link set lo up");
        heard.until("red", Aspect.LINKS);
    }

    @Test
    void theVeryFirstOneMakesItsFolderToo() throws Exception {
        delete("blue");
        host.kernel().umount2(host.folder().toString(), Native.MNT_DETACH);
        Files.delete(host.folder());
        heard = Listening.to(host, "red").settle();
        host.make("red");
        heard.until("red", Aspect.NAMESPACE).settle();
        delete("red");
        heard.until("red", Aspect.NAMESPACE);
    }

    @Test
    void oneThatIsDeleted() {
        host.make("red");
        heard = Listening.to(host, "red", "blue").settle();
        delete("red");
        heard.until("red", Aspect.NAMESPACE);
        assertEquals(Set.of(), heard.of("blue"));
    }

    @Test
    void oneThatIsDeletedWithAProcessInside() throws Exception {
        host.make("red");
        heard = Listening.to(host, "red").settle();
        Process inside = host.sleeper("red");
        try {
            delete("red");
            heard.until("red", Aspect.NAMESPACE).settle();
            Process change = new ProcessBuilder("nsenter", "--net=/proc/" + inside.pid() + "/ns/net", "ip", "link", "set", "lo", "up").start();
            assertEquals(0, change.waitFor());
            heard.assertQuiet();
        } finally {
            inside.destroyForcibly().waitFor();
        }
    }

    @Test
    void oneThatIsReplacedTwentyTimesIsHeardEachTime() {
        host.make("red");
        heard = Listening.to(host, "red").settle();
        for (int i = 0; i < 20; i++) {
            delete("red");
            host.make("red");
            heard.until("red", Aspect.NAMESPACE).settle();
            host.ip("red", "link set lo up");
            heard.until("red", Aspect.LINKS).settle();
        }
        assertFalse(heard.everything);
    }

    @Test
    void oneThatIsOnlyUnmounted() {
        host.make("red");
        heard = Listening.to(host, "red").settle();
        host.sockets().forget(RED);
        host.kernel().umount2(host.namespaces().file(RED).toString(), Native.MNT_DETACH);
        heard.until("red", Aspect.NAMESPACE);
    }

    @Test
    void anotherOneMountedOverIt() {
        host.make("red");
        heard = Listening.to(host, "red", "blue").settle();
        host.kernel().mount(host.namespaces().file(new NetnsName("blue")).toString(), host.namespaces().file(RED).toString(), "none",
                Native.MS_BIND);
        heard.until("red", Aspect.NAMESPACE).settle();
        host.ip("blue", "link set lo up");
        heard.until("blue", Aspect.LINKS);
        assertEquals(heard.of("blue"), heard.of("red"), "both names stand for it");
    }

    @Test
    void otherMountsAndNamesAreNoNews() throws Exception {
        heard = Listening.to(host, "blue").settle();
        host.make("green");
        delete("green");
        Files.createFile(host.folder().resolve("plain"));
        heard.assertQuiet();
        Files.delete(host.folder().resolve("plain"));
    }
}
