package topo.reconcilers.route;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import topo.api.yaml.Values;
import topo.api.yaml.YamlNode;

/** The words that ip-route(8) has for the kernel's numbers (RTN_*, RT_SCOPE_*, RT_TABLE_* of linux/rtnetlink.h). */
final class RouteWords {
    static final int RT_SCOPE_UNIVERSE = 0;
    static final int RT_SCOPE_LINK = 253;
    static final int RT_SCOPE_HOST = 254;

    private static final Map<String, Integer> TYPES = Map.of("unicast", 1, "local", 2, "blackhole", 6, "unreachable", 7, "prohibit", 8, "throw", 9);
    private static final Map<String, Integer> SCOPES = Map.of("global", RT_SCOPE_UNIVERSE, "site", 200, "link", RT_SCOPE_LINK, "host", RT_SCOPE_HOST);
    private static final Map<String, Integer> TABLES = Map.of("main", 254, "default", 253, "local", 255);
    private static final List<Path> TABLE_FILES = List.of(Path.of("/etc/iproute2/rt_tables"), Path.of("/usr/share/iproute2/rt_tables"));

    private RouteWords() {}

    static int typeNumber(String type) {
        return TYPES.get(type);
    }

    /** The number itself where there is no word for it. */
    static String type(int number) {
        return word(TYPES, number);
    }

    static String scope(int number) {
        return word(SCOPES, number);
    }

    private static String word(Map<String, Integer> words, int number) {
        for (Map.Entry<String, Integer> entry : words.entrySet()) {
            if (entry.getValue() == number) {
                return entry.getKey();
            }
        }
        return Integer.toString(number);
    }

    static Integer readScope(YamlNode node) {
        String text = node.asText();
        Integer known = SCOPES.get(text);
        return known != null ? known : Values.integer(0, 255).read(node);
    }

    /** A number from 1 to 2^31-1, or a name of the kernel's or of rt_tables. */
    static Integer readTable(YamlNode node) {
        String text = node.asText();
        Integer known = TABLES.get(text);
        if (known != null) {
            return known;
        }
        if (!text.isEmpty() && Character.isDigit(text.charAt(0))) {
            return Values.integer(1, Integer.MAX_VALUE).read(node);
        }
        for (Path file : TABLE_FILES) {
            Integer named = tableIn(file, text);
            if (named != null) {
                return named;
            }
        }
        throw new IllegalArgumentException("unknown routing table " + node.describe() + "; use its number, or name it in " + TABLE_FILES.get(0));
    }

    private static Integer tableIn(Path file, String name) {
        try {
            for (String line : Files.readAllLines(file)) {
                String[] words = line.strip().split("\\s+");
                if (words.length >= 2 && words[1].equals(name) && words[0].matches("[0-9]{1,9}")) {
                    return Integer.parseInt(words[0]);
                }
            }
        } catch (IOException unreadable) {
            return null;
        }
        return null;
    }
}
