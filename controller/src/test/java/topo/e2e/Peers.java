package topo.e2e;

import static org.awaitility.Awaitility.await;

import java.time.Duration;

/** Which address a server sees a client come from: what NAT did to the connection. */
final class Peers {
    private Peers() {}

    /** Serves on a port of {@code at} for one request that {@code from} makes to {@code authority}. */
    static String addressSeenBy(Sandbox box, String at, int port, String from, String authority) {
        Sandbox.Running server = box.start(at, "python3", script("peer.py"), Integer.toString(port));
        try {
            await("server in " + at).atMost(Duration.ofSeconds(30)).pollInterval(Duration.ofMillis(50))
                    .until(() -> !Traffic.get(box, at, "[::1]:" + port).isEmpty());
            return Traffic.get(box, from, authority);
        } finally {
            server.process().destroyForcibly().onExit().join();
        }
    }

    static String script(String name) {
        return Checkout.file("controller/src/test/resources/topo/e2e/" + name).toString();
    }
}
