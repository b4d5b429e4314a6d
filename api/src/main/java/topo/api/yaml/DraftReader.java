package topo.api.yaml;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import topo.api.Resource;
import topo.api.Topology.Heal;

/** Reads one document, each list of it by its kind. Records every problem; what crosses entries is for {@link Draft#check}. */
final class DraftReader {
    private static final String HEAL = "heal";
    private static final int MOST_OF_A_DESCRIPTION = 1024;

    private final Map<String, Kind<?>> kinds = new LinkedHashMap<>();
    private final Problems problems;

    DraftReader(List<Kind<?>> kinds, Problems problems) {
        for (Kind<?> kind : kinds) {
            this.kinds.put(kind.list(), kind);
        }
        this.problems = problems;
    }

    /** Null if it is something else than a topology of this version, so that its fields mean nothing here. */
    Draft read(YamlDocument document) {
        if (!(document.root() instanceof YamlMap root)) {
            document.root().problem("expected a topology (apiVersion, kind, metadata, spec), found " + document.root().describe());
            return null;
        }
        boolean known = isRight(root, "apiVersion", "topo/v1") & isRight(root, "kind", "Topology");
        if (!known) {
            return null;
        }
        YamlMap metadata = root.require("metadata", YamlNode::asMap);
        String name = metadata == null ? null : metadata.require("name", Values.dnsLabel());
        String description = metadata == null ? null : metadata.get("description", "", DraftReader::description);
        YamlMap spec = root.require("spec", DraftReader::spec);
        Draft.Head head = new Draft.Head(name, metadata == null ? root.place() : metadata.placeOf("name"), description, heal(spec));
        List<Entry<?>> entries = spec == null ? List.of() : entries(spec);
        root.finish();
        return new Draft(head, entries, document.source(), problems, spec == null || !hasMisspeltList(spec));
    }

    private boolean hasMisspeltList(YamlMap spec) {
        for (String list : spec.keys()) {
            if (isUnknown(list) && !Suggestion.of(list, kinds.keySet()).isEmpty()) {
                return true;
            }
        }
        return false;
    }

    private boolean isUnknown(String list) {
        return !kinds.containsKey(list) && !list.equals(HEAL);
    }

    /** An absent field is a problem that leaves the rest readable; a wrong one is not. */
    private static boolean isRight(YamlMap root, String key, String word) {
        return root.require(key, Values.oneOf(word)) != null || !root.has(key);
    }

    private static String description(YamlNode node) {
        String text = node.asText().strip().replace('\n', ' ');
        if (text.length() > MOST_OF_A_DESCRIPTION) {
            throw new IllegalArgumentException("is longer than " + MOST_OF_A_DESCRIPTION + " characters");
        }
        return text;
    }

    private static YamlMap spec(YamlNode node) {
        if (node instanceof YamlScalar scalar && scalar.isNull()) {
            throw new IllegalArgumentException("has no value (a topology that declares nothing says {})");
        }
        return node.asMap();
    }

    private static Heal heal(YamlMap spec) {
        String word = spec == null ? null : spec.get(HEAL, Values.oneOf("enforce", "report", "off"));
        return word == null || word.equals("enforce") ? Heal.ENFORCE : word.equals("report") ? Heal.REPORT : Heal.OFF;
    }

    private List<Entry<?>> entries(YamlMap spec) {
        List<Entry<?>> entries = new ArrayList<>();
        for (String list : spec.keys()) {
            Kind<?> kind = kinds.get(list);
            if (kind != null) {
                read(kind, spec, entries);
            } else if (isUnknown(list)) {
                spec.node(list);
                problems.add(spec.placeOf(list), "unknown list" + unknown(list));
            }
        }
        return entries;
    }

    private String unknown(String list) {
        if (problems.isFull()) {
            return "";
        }
        Map<String, Kind<?>> words = new HashMap<>(kinds);
        words.put(HEAL, null);
        String near = Suggestion.of(list, words.keySet());
        return near.isEmpty() ? " (the lists are " + String.join(", ", kinds.keySet()) + ")" : near;
    }

    private <R extends Resource> void read(Kind<R> kind, YamlMap spec, List<Entry<?>> entries) {
        for (YamlMap map : spec.list(kind.list(), YamlNode::asMap)) {
            if (problems.isHopeless()) {
                return;
            }
            int before = problems.count();
            R resource = read(kind, map);
            map.finish();
            if (resource == null && problems.count() == before) {
                throw new IllegalStateException("the kind " + kind.name() + " read nothing and found no problem at " + map.place());
            }
            entries.add(new Entry<>(kind, map, resource, problems.count() == before));
        }
    }

    private static <R extends Resource> R read(Kind<R> kind, YamlMap map) {
        try {
            return kind.read(map);
        } catch (IllegalArgumentException wrong) {
            map.problem(wrong.getMessage());
            return null;
        }
    }
}
