package topo.e2e;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The state of a sandbox as text, to be compared with an earlier one or with another sandbox's. Two forms: {@link #whole} has everything
 * a foreign eye could see changed; {@link #network} has what two ways of building one network must agree on, so no indexes, random
 * MAC addresses or marks.
 */
final class Picture {
    /** Runs its argument in the sandbox's own namespace and in each that has a name. */
    private static final String EVERYWHERE = """
            echo "== host"
            sh -c "$1"
            for namespace in /run/netns/*; do
                test -e "$namespace" || continue
                echo "== ${namespace##*/}"
                nsenter --net="$namespace" sh -c "$1"
            done
            """;
    private static final String WHOLE = """
            ip -d link; ip address; ip route show table all; ip -6 route show table all
            ip rule; ip -6 rule; ip neighbour show nud permanent
            for save in iptables-save ip6tables-save iptables-legacy-save ip6tables-legacy-save; do $save 2>/dev/null; done
            cat /proc/sys/net/ipv4/ip_forward /proc/sys/net/ipv4/conf/all/rp_filter
            """;

    private Picture() {}

    /** Fails with the lines that only one of two pictures has. */
    static void assertSame(String before, String after, String what) {
        if (!before.strip().equals(after.strip())) {
            List<String> gone = new ArrayList<>(before.lines().toList());
            List<String> come = new ArrayList<>(after.lines().toList());
            after.lines().forEach(gone::remove);
            before.lines().forEach(come::remove);
            if (gone.isEmpty() && come.isEmpty()) {
                assertEquals(before, after, what + ": the order of lines");
            }
            fail(what + "\n--- no longer there:\n" + String.join("\n", gone) + "\n--- there now:\n" + String.join("\n", come));
        }
    }

    /** Everything, namespaces included, in the kernel's own words; counters and clocks left out. */
    static String whole(Sandbox box) {
        StringBuilder text = new StringBuilder();
        box.run("sh", "-c", EVERYWHERE, "sh", WHOLE).expect(0).out().lines().filter(line -> !isNothing(line))
                .forEach(line -> text.append(stable(line)).append('\n'));
        return text.append("== cgroups\n").append(String.join("\n", box.cgroups().folders())).append('\n').toString();
    }

    /**
     * Waits until the kernel does nothing more by itself: it checks IPv6 addresses for duplicates for a second or two, and tells of
     * carriers and of bridge ports that forward a little after they do.
     */
    static void settle(Sandbox box) {
        await().atMost(Duration.ofSeconds(20)).pollInterval(Duration.ofMillis(50))
                .until(() -> !box.run("sh", "-c", EVERYWHERE, "sh", "ip -6 -o address show tentative").out().contains("inet6"));
        AtomicReference<String> last = new AtomicReference<>("");
        await().atMost(Duration.ofSeconds(20)).pollInterval(Duration.ofMillis(200)).until(() -> {
            String now = box.run("sh", "-c", EVERYWHERE, "sh", "ip -d -o link").out().replaceAll("_timer +[0-9.]+", "");
            return now.equals(last.getAndSet(now));
        });
    }

    /** The namespaces of the sandbox by name; its own comes first, as the empty name. */
    static List<String> namespaces(Sandbox box) {
        List<String> names = new ArrayList<>(List.of(""));
        box.run("ls", "/run/netns").out().lines().forEach(names::add);
        return names;
    }

    /** Lifetimes count down, bridge timers and packet counters run. */
    private static String stable(String line) {
        return line.replaceAll("valid_lft \\d+sec preferred_lft \\d+sec|expires \\d+sec|\\[\\d+:\\d+\\]", "")
                .replaceAll("(_timer|topology_change\\w*) +[0-9.]+", "");
    }

    /** Of iptables-save: comments, and built-in chains, which stand there since somebody looked. Own chains and other policies stay. */
    private static boolean isNothing(String line) {
        return line.isEmpty() || line.startsWith("#") || line.startsWith("*") || line.equals("COMMIT")
                || line.startsWith(":") && line.contains(" ACCEPT ");
    }

    /** Links, addresses, routes and forwarding of every namespace, as any tool would have to make them. */
    static String network(Sandbox box) {
        StringBuilder text = new StringBuilder();
        for (String namespace : namespaces(box)) {
            text.append("== ").append(namespace.isEmpty() ? "host" : namespace).append('\n');
            new TreeMap<>(links(box.in(namespace, "ip", "-d", "-o", "link").expect(0).out())).values().forEach(text::append);
            box.in(namespace, "ip", "-o", "address", "show", "scope", "global").expect(0).out().lines()
                    .map(line -> line.split("\\s+")).map(words -> words[1] + " " + words[2] + " " + words[3] + "\n").sorted()
                    .forEach(text::append);
            for (String family : List.of("-4", "-6")) {
                box.in(namespace, "ip", family, "route", "show", "table", "main").expect(0).out().lines()
                        .map(line -> line.replaceAll(" proto \\S+| linkdown| dead", "").trim() + "\n").filter(line -> !line.startsWith("fe80::"))
                        .sorted().forEach(text::append);
            }
            text.append("forwarding ").append(box.in(namespace, "cat", "/proc/sys/net/ipv4/ip_forward").out());
        }
        return text.toString();
    }

    /** The index and name of every link: what tells a link from another that was made in its place. */
    static String links(Sandbox box) {
        StringBuilder text = new StringBuilder();
        for (String namespace : namespaces(box)) {
            box.in(namespace, "ip", "-o", "link").expect(0).out().lines().map(line -> line.replaceAll("(@\\S+)?: <.*", "")).sorted()
                    .forEach(line -> text.append(namespace).append(' ').append(line).append('\n'));
        }
        return text.toString();
    }

    private static TreeMap<String, String> links(String shown) {
        TreeMap<String, String> found = new TreeMap<>();
        for (String line : shown.split("\n")) {
            // "7: eth0@if6: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc ... master br0 ... veth ..."
            String[] words = line.split("\\s+");
            String name = words[1].replaceAll("(@.*)?:$", "");
            String kind = line.contains(" veth ") ? "veth" : line.contains(" bridge forward_delay ") ? "bridge" : "other";
            String master = line.contains(" master ") ? " master " + line.replaceAll(".* master (\\S+) .*", "$1") : "";
            // Whether the other end is up shows a little later than it is.
            String flags = words[2].replaceAll("NO-CARRIER,|,LOWER_UP", "");
            found.put(name, name + " " + kind + " " + flags + " mtu " + words[4] + master + "\n");
        }
        return found;
    }
}
