package topo.proof;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The state of a host as text: per namespace links, addresses, routes of all tables, rules, neighbours, iptables of both backends, nft,
 * sysctls; and mounts, named namespaces and cgroups. Left out is what moves by itself: counters, clocks, the numbers of links.
 *
 * <p>{@link #whole} has all of it; {@link #foreign} only what is not topo's by its marks.
 */
final class Fingerprint {
    private static final String LOOK = """
            look() {
                echo "# ip"
                printf '%s\n' "link show" "address show" "route show table all" "rule show" "neighbour show nud permanent" \\
                    "neighbour show proxy" | ip -d -o -batch -
                printf '%s\n' "rule show" "neighbour show proxy" | ip -6 -d -o -batch -
                for save in iptables-nft-save ip6tables-nft-save iptables-legacy-save ip6tables-legacy-save; do
                    echo "# $save"; "$save"
                done
                echo "# nft"; nft -a list ruleset 2>&1
                echo "# sysctl"; grep -r . /proc/sys/net 2>/dev/null || :
            }
            if [ "$1" = inside ]; then look; exit; fi
            script=$1; shift
            echo "# namespace host"; look
            for name; do echo "# namespace $name"; nsenter --net=/run/netns/$name -- sh -c "$script" sh inside; done
            """;

    private final List<Namespace> namespaces;
    private final List<String> surroundings;

    private Fingerprint(List<Namespace> namespaces, List<String> surroundings) {
        this.namespaces = namespaces;
        this.surroundings = surroundings;
    }

    /** Looks into the host and these namespaces. {@code without}: processes of the topology, which may be in any cgroup. */
    static Fingerprint take(Collection<String> names, CgroupFolders cgroups, Set<String> without) {
        List<String> arguments = new ArrayList<>(List.of(LOOK));
        arguments.addAll(names);
        List<Namespace> found = new ArrayList<>();
        Namespace current = null;
        String section = "";
        for (String line : Script.run(LOOK, arguments.toArray(String[]::new)).split("\n")) {
            if (line.startsWith("# namespace ")) {
                current = new Namespace(line.substring(12));
                found.add(current);
            } else if (line.startsWith("# ") && Namespace.SECTIONS.contains(line.substring(2))) {
                section = line.substring(2);
            } else if (current != null) {
                current.add(section, line);
            }
        }
        List<String> surroundings = new ArrayList<>(named());
        surroundings.addAll(mounts());
        surroundings.addAll(cgroups.lines(without));
        return new Fingerprint(found, surroundings);
    }

    /** Names and what they stand for: device and inode tell a namespace from another that took its name. */
    private static List<String> named() {
        List<String> lines = new ArrayList<>();
        try (Stream<Path> files = Files.list(Path.of("/run/netns"))) {
            for (Path file : files.sorted().toList()) {
                lines.add("name " + file.getFileName() + " " + Files.readAttributes(file, "unix:dev,ino,size", LinkOption.NOFOLLOW_LINKS));
            }
            return lines;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static List<String> mounts() {
        Set<String> lines = new TreeSet<>();
        try {
            for (String line : Files.readAllLines(Path.of("/proc/self/mountinfo"))) {
                String[] words = line.split(" ");
                lines.add("mount " + words[4] + " of " + words[3] + " " + line.substring(line.indexOf(" - ") + 3));
            }
            return List.copyOf(lines);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Everything. */
    String whole() {
        StringBuilder text = new StringBuilder();
        namespaces.forEach(namespace -> namespace.whole(text));
        surroundings.forEach(line -> text.append(line).append('\n'));
        return text.toString();
    }

    /** What bears no mark of topo. {@code names}: of namespaces that were not there before. */
    String foreign(Set<String> names) {
        StringBuilder text = new StringBuilder();
        namespaces.forEach(namespace -> namespace.foreign(text));
        for (String line : surroundings) {
            String[] words = line.split(" ");
            String last = words[1].substring(words[1].lastIndexOf('/') + 1);
            boolean named = !words[0].equals("cgroup") && names.contains(last);
            boolean cgroup = words[0].equals("cgroup") && (words[1] + "/").contains("/topo/");
            if (!named && !cgroup) {
                text.append(line).append('\n');
            }
        }
        return text.toString();
    }

    /** The lines that only one of the two has; empty if they are equal. */
    static String difference(String before, String after) {
        if (before.equals(after)) {
            return "";
        }
        List<String> gone = new ArrayList<>(before.lines().toList());
        List<String> come = new ArrayList<>(after.lines().toList());
        after.lines().forEach(gone::remove);
        before.lines().forEach(come::remove);
        return gone.isEmpty() && come.isEmpty() ? "the order of lines"
                : "no longer there:\n  " + String.join("\n  ", gone) + "\nthere now:\n  " + String.join("\n  ", come);
    }
}
