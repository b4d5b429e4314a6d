package topo.proof;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What one network namespace holds, line by line as the tools tell it, without what moves by itself. */
final class Namespace {
    static final List<String> SECTIONS = List.of("ip", "iptables-nft-save", "ip6tables-nft-save", "iptables-legacy-save",
 "ip6tables-legacy-save", "nft", "sysctl");
    /** Their order says nothing; that of firewall rules does, and a policy rule has its priority in its line. */
    private static final Set<String> UNORDERED = Set.of("ip", "sysctl");
    private static final Pattern MOVING = Pattern.compile("(valid_lft|preferred_lft|expires) \\d+sec| \\w+_timer +[0-9.]+|\\[\\d+:\\d+\\]"
            + "|packets \\d+ bytes \\d+|(?<=@)if\\d+|topology_change(_detected)? \\d");
    private static final Pattern GROUP = Pattern.compile(" group (\\d+) ");
    private static final int GROUP_PREFIX = 0x54;
    private static final Pattern DEVICE = Pattern.compile("\\bdev (\\S+)");
    private static final Pattern SETTING_OF = Pattern.compile("/proc/sys/net/\\w+/(?:conf|neigh)/([^/]+)/.*");

    private final String name;
    private final Map<String, List<String>> sections = new LinkedHashMap<>();

    Namespace(String name) {
        this.name = name;
        SECTIONS.forEach(section -> sections.put(section, new ArrayList<>()));
    }

    void add(String section, String line) {
        boolean passing = line.contains("/nf_conntrack_count:") || section.endsWith("-save") && line.startsWith("#");
        if (!passing) {
            String still = MOVING.matcher(line).replaceAll("");
            // "7: eth0@if6: <...": the number of a link tells when it was made, not what it is.
            sections.get(section).add(section.equals("ip") ? still.replaceFirst("^\\d+: (?=\\S)", "") : still);
        }
    }

    void whole(StringBuilder text) {
        write(text, sections);
    }

    void foreign(StringBuilder text) {
        Set<String> ours = ourLinks();
        Map<String, List<String>> kept = new LinkedHashMap<>();
        sections.forEach((section, lines) -> kept.put(section, switch (section) {
            case "nft" -> withoutOurChains(lines);
            default -> lines.stream().filter(line -> !isOurs(section, line, ours)).toList();
        }));
        write(text, kept);
    }

    private void write(StringBuilder text, Map<String, List<String>> chosen) {
        chosen.forEach((section, lines) -> {
            List<String> sorted = new ArrayList<>(lines);
            if (UNORDERED.contains(section)) {
                Collections.sort(sorted);
            }
            sorted.forEach(line -> text.append(name).append(' ').append(section).append(": ").append(line).append('\n'));
        });
    }

    /** By group or alias. */
    private Set<String> ourLinks() {
        Set<String> ours = new HashSet<>();
        for (String line : sections.get("ip")) {
            Matcher group = GROUP.matcher(line);
            if (group.find() && Long.parseLong(group.group(1)) >> 24 == GROUP_PREFIX || line.contains("alias topo:")) {
                ours.add(link(line));
            }
        }
        return ours;
    }

    /** The first word, without the peer that a link may show after its name. */
    private static String link(String line) {
        return line.replaceFirst("[@:\\s].*", "");
    }

    private static boolean isOurs(String section, String line, Set<String> ours) {
        return switch (section) {
            case "ip" -> ours.contains(link(line)) || usesAny(line, ours)
                    || line.contains(" proto 199") && !line.contains(Scenery.FOREIGN_ROUTE_OF_OUR_PROTOCOL);
            case "sysctl" -> isSettingOf(line, ours) || Scenery.DECLARED.matcher(line).find();
            default -> line.contains("TOPO-");
        };
    }

    private static boolean usesAny(String line, Set<String> ours) {
        Matcher device = DEVICE.matcher(line);
        return device.find() && ours.contains(device.group(1));
    }

    private static boolean isSettingOf(String line, Set<String> ours) {
        Matcher setting = SETTING_OF.matcher(line);
        return setting.matches() && ours.contains(setting.group(1));
    }

    private static List<String> withoutOurChains(List<String> lines) {
        List<String> kept = new ArrayList<>();
        boolean inside = false;
        for (String line : lines) {
            inside |= line.startsWith("\tchain TOPO-");
            if (!inside && !line.contains("TOPO-") && !line.isBlank()) {
                kept.add(line);
            }
            inside &= !line.equals("\t}");
        }
        return kept;
    }
}
