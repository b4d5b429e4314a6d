package topo.api.yaml;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import topo.api.Resource;
import topo.api.ResourceId;
import topo.api.Resources;
import topo.api.Topology;
import topo.api.net.NetnsName;
import topo.api.yaml.YamlNode.Place;

/** A document that was read, and may yet be wrong as a whole. */
final class Draft {
    private static final String NAMESPACE = "namespace";
    private static final int MOST_NAMED = 5;

    private final Head head;
    private final List<Entry<?>> entries;
    private final String source;
    private final Problems problems;
    private final boolean whole;
    private final Resources resources;
    private final Map<String, Entry<?>> claims = new LinkedHashMap<>();

    /** What a document says of itself; {@code name} is null where it is missing or wrong. */
    record Head(String name, Place place, String description, Topology.Heal heal) {}

    /** {@code whole}: whether all lists were read that it seems to have. */
    Draft(Head head, List<Entry<?>> entries, String source, Problems problems, boolean whole) {
        this.head = head;
        this.entries = entries;
        this.source = source;
        this.problems = problems;
        this.whole = whole;
        List<Resource> read = new ArrayList<>(entries.size());
        for (Entry<?> entry : entries) {
            if (entry.resource() != null) {
                read.add(entry.resource());
            }
        }
        this.resources = new Resources(read);
    }

    Head head() {
        return head;
    }

    String file() {
        return problems.file();
    }

    Problems problems() {
        return problems;
    }

    /** What it declares, each with the first entry that does; known after {@link #check}. */
    Map<String, Entry<?>> claims() {
        return claims;
    }

    Topology topology() {
        return new Topology(head.name(), head.description(), head.heal(), resources, source);
    }

    /**
     * Everything that takes the whole document to see. Where a list is misspelt, all that refers to what it declares would be reported with
     * it, which helps nobody to find the one mistake.
     */
    void check() {
        checkClaims();
        if (!whole) {
            problems.takeReferences();
            return;
        }
        checkReferences();
        for (Entry<?> entry : entries) {
            entry.check(resources);
        }
        new Cycles(entries, resources).report();
    }

    private void checkClaims() {
        Map<ResourceId, Entry<?>> byId = new HashMap<>();
        for (Entry<?> entry : entries) {
            if (entry.resource() == null) {
                continue;
            }
            Entry<?> sameId = byId.putIfAbsent(entry.resource().id(), entry);
            boolean reported = false;
            for (String claim : entry.resource().claims()) {
                Entry<?> earlier = claims.putIfAbsent(claim, entry);
                if (earlier != null && !reported) {
                    problems.add(entry.place(), claim + " is declared already, in " + earlier.where());
                    reported = true;
                }
            }
            if (sameId != null && !reported) {
                problems.add(entry.place(), entry.resource().id() + " is declared already, in " + sameId.where());
            }
        }
    }

    private void checkReferences() {
        Set<String> declared = declaredNamespaces();
        for (Map.Entry<Place, NetnsName> reference : problems.takeReferences().entrySet()) {
            String name = reference.getValue().value();
            if (!declared.contains(name)) {
                problems.add(reference.getKey(), problems.isFull() ? "" : "unknown namespace \"" + name + "\"" + instead(name, declared));
            }
        }
    }

    /** An entry with problems declares its namespace all the same, so that one mistake is not reported at every use. */
    private Set<String> declaredNamespaces() {
        Set<String> names = new LinkedHashSet<>();
        for (Entry<?> entry : entries) {
            if (entry.kind().name().equals(NAMESPACE)) {
                if (entry.resource() != null) {
                    names.add(entry.resource().id().name());
                } else if (entry.map().node("name") instanceof YamlScalar scalar) {
                    names.add(scalar.text());
                }
            }
        }
        return names;
    }

    private static String instead(String name, Set<String> declared) {
        String near = Suggestion.of(name, declared);
        if (!near.isEmpty()) {
            return near;
        } else if (declared.isEmpty()) {
            return " (none is declared under spec.namespaces)";
        }
        StringBuilder some = new StringBuilder(" (declared: ");
        int count = 0;
        for (String known : declared) {
            if (count++ == MOST_NAMED) {
                some.append(", ...");
                break;
            }
            some.append(count == 1 ? "" : ", ").append(Problems.printable(known, 63));
        }
        return some.append(")").toString();
    }
}
