package topo.e2e;

import static org.awaitility.Awaitility.await;

import java.time.Duration;

/** Probes by real packets. */
final class Traffic {
    private Traffic() {}

    /** Whether an echo comes back. The first may be lost while the kernel checks an IPv6 address or learns a neighbour. */
    static void reaches(Sandbox box, String from, String address) {
        await("ping from " + from + " to " + address).atMost(Duration.ofSeconds(20)).pollInterval(Duration.ofMillis(50))
                .until(() -> box.in(from, "ping", "-n", "-q", "-c", "1", "-W", "1", address).succeeded());
    }

    static boolean echoes(Sandbox box, String from, String address) {
        return box.in(from, "ping", "-n", "-q", "-c", "1", "-W", "1", address).succeeded();
    }

    /** Starts a web server in a namespace whose only page is this word, and waits until it listens. */
    static Sandbox.Running serve(Sandbox box, String namespace, int port, String page) {
        String file = box.file("www-" + page + "/index.html", page + "\n");
        String folder = file.substring(0, file.lastIndexOf('/'));
        Sandbox.Running server = box.start(namespace, "/usr/bin/env", "python3", "-m", "http.server", "--bind", "::", "--directory", folder,
                Integer.toString(port));
        await("web server " + page).atMost(Duration.ofSeconds(30)).pollInterval(Duration.ofMillis(50))
                .until(() -> box.in(namespace, "curl", "-s", "-m", "5", "http://[::1]:" + port).out().equals(page + "\n"));
        return server;
    }

    /** What curl gets from there; empty if it gets nothing. */
    static String get(Sandbox box, String from, String authority) {
        return box.in(from, "curl", "-s", "-m", "5", "http://" + authority + "/").out().trim();
    }

    /** Curl's exit status: 7 is "refused", 28 "timed out". */
    static int failure(Sandbox box, String from, String authority) {
        return box.in(from, "curl", "-s", "-m", "2", "http://" + authority + "/").status();
    }
}
