package topo.e2e;

import static org.awaitility.Awaitility.await;

import java.time.Duration;

/** {@code ip monitor}: hears every link, address, route and rule that anybody changes in one namespace. */
final class Watch {
    /** A route that no topology here has; RFC 5737 keeps it from meaning anything. */
    private static final String LAST = "192.0.2.254";

    private final Sandbox box;
    private final String namespace;
    private final Sandbox.Running monitor;

    private Watch(Sandbox box, String namespace, Sandbox.Running monitor) {
        this.box = box;
        this.namespace = namespace;
        this.monitor = monitor;
    }

    /** Returns when it listens. */
    static Watch start(Sandbox box, String namespace) {
        Sandbox.Running monitor = box.start(namespace, "ip", "monitor", "link", "address", "route", "rule");
        // netlink(7): a socket's groups are in /proc/net/netlink of its namespace; it listens as soon as they are not zero.
        long pid = monitor.process().pid();
        String listens = "awk -v pid=" + pid + " '$3 == pid && $4 !~ /^0+$/ { found = 1 } END { exit !found }'"
                + " /proc/" + pid + "/net/netlink";
        await().atMost(Duration.ofSeconds(10)).pollInterval(Duration.ofMillis(10))
                .until(() -> box.run("sh", "-c", listens).succeeded());
        return new Watch(box, namespace, monitor);
    }

    /** What it heard until now. Events come in order, so whatever there was is there when one that is made now has come. */
    String heard() {
        box.in(namespace, "ip", "route", "add", "blackhole", LAST).expect(0);
        await().atMost(Duration.ofSeconds(10)).pollInterval(Duration.ofMillis(10)).until(() -> monitor.output().contains(LAST));
        box.in(namespace, "ip", "route", "del", "blackhole", LAST).expect(0);
        String all = monitor.output();
        monitor.process().destroy();
        return all.substring(0, all.lastIndexOf('\n', all.indexOf(LAST)) + 1);
    }
}
