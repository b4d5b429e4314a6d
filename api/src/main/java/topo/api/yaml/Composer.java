package topo.api.yaml;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.common.Anchor;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import topo.api.yaml.EventSource.Stop;
import topo.api.yaml.YamlNode.Place;

/**
 * Puts the events of a document together to nodes. Recursion goes as deep as {@link Limits#depth} and no deeper. An alias becomes a copy
 * of what its anchor holds: with the paths of the alias, and with the lines of the anchor below its outermost value, where a
 * correction is to be made. {@code <<} is a key like any other.
 */
final class Composer {
    private static final int MOST_ANCHORS = 1_000;
    private static final String TAG_OF_YAML = "tag:yaml.org,2002:";

    private final EventSource events;
    private final Problems problems;
    private final Limits limits;
    private final Map<String, YamlNode> anchors = new HashMap<>();
    private int nodes;
    private int aliases;

    Composer(EventSource events, Problems problems, Limits limits) {
        this.events = events;
        this.problems = problems;
        this.limits = limits;
    }

    /** The value of a document whose start was just read. */
    YamlNode document() {
        anchors.clear();
        aliases = 0;
        Event first = events.next();
        return node(first, at(new Place(problems, "", 1, 1), first), 0);
    }

    private YamlNode node(Event event, Place place, int depth) {
        if (event instanceof AliasEvent alias) {
            return alias(alias.getAlias().getValue(), place, depth);
        }
        count(place);
        String anchor = anchor((NodeEvent) event, place);
        YamlNode node = event instanceof ScalarEvent scalar ? scalar(scalar, place)
                : collection((CollectionStartEvent) event, place, depth);
        if (anchor != null) {
            anchors.put(anchor, node);
        }
        return node;
    }

    /** Known from here on but without a value: an alias that is met before the end of the value stands inside it. */
    private String anchor(NodeEvent event, Place place) {
        Optional<Anchor> anchor = event.getAnchor();
        if (anchor.isEmpty()) {
            return null;
        }
        String name = anchor.get().getValue();
        anchors.put(name, null);
        if (anchors.size() > MOST_ANCHORS) {
            throw stop(place, "more than " + MOST_ANCHORS + " anchors in a document");
        }
        return name;
    }

    private YamlNode scalar(ScalarEvent event, Place place) {
        String text = event.getValue();
        refuseTag(event.getTag(), place);
        if (text.length() > limits.scalar()) {
            throw stop(place, "a value of " + text.length() + " characters; at most " + limits.scalar() + " are allowed");
        }
        int bad = Characters.firstRefused(text, 0);
        if (bad >= 0) {
            problems.add(place, "holds the invisible or control character " + Characters.name(text.codePointAt(bad)));
        }
        return new YamlScalar(place, text, !event.isPlain());
    }

    private YamlNode collection(CollectionStartEvent start, Place place, int depth) {
        refuseTag(start.getTag(), place);
        deeper(place, depth);
        return start.getEventId() == Event.ID.MappingStart ? mapping(place, depth + 1) : list(place, depth + 1);
    }

    private YamlList list(Place place, int depth) {
        List<YamlNode> items = new ArrayList<>();
        for (Event event = events.next(); event.getEventId() != Event.ID.SequenceEnd; event = events.next()) {
            Place item = place.item(items.size(), line(event), column(event));
            items.add(node(event, item, depth));
        }
        return new YamlList(place, items);
    }

    private YamlMap mapping(Place place, int depth) {
        Map<String, YamlMap.Entry> entries = new LinkedHashMap<>();
        for (Event event = events.next(); event.getEventId() != Event.ID.MappingEnd; event = events.next()) {
            Place unnamed = place.inside("?", line(event), column(event));
            YamlNode keyNode = node(event, unnamed, depth);
            boolean usable = isKey(keyNode, event, unnamed);
            String name = usable ? ((YamlScalar) keyNode).text() : "?";
            Place key = place.inside(name, unnamed.line(), unnamed.column());
            Event value = events.next();
            YamlMap.Entry entry = new YamlMap.Entry(key, node(value, at(key, value), depth));
            YamlMap.Entry earlier = usable ? entries.putIfAbsent(name, entry) : null;
            if (earlier != null) {
                problems.add(key, "the key is there already, in line " + earlier.key().line());
            }
        }
        return new YamlMap(place, entries);
    }

    private boolean isKey(YamlNode node, Event event, Place place) {
        if (event instanceof AliasEvent || !(node instanceof YamlScalar scalar)) {
            problems.add(place, "a key must be a plain name, not " + (event instanceof AliasEvent ? "an alias" : node.describe()));
            return false;
        }
        if (scalar.text().isEmpty()) {
            problems.add(place, "a key is missing before the \":\"");
            return false;
        }
        return true;
    }

    private YamlNode alias(String name, Place place, int depth) {
        if (++aliases > limits.aliases()) {
            throw stop(place, "more than " + limits.aliases() + " aliases in a document");
        }
        YamlNode anchored = anchors.get(name);
        if (anchored == null) {
            throw stop(place, anchors.containsKey(name) ? "the alias *" + name + " stands inside the value that &" + name + " names"
                    : "the alias *" + name + " has no anchor &" + name + " before it" + Suggestion.of(name, anchors.keySet()));
        }
        return copy(anchored, place, depth);
    }

    private YamlNode copy(YamlNode node, Place place, int depth) {
        count(place);
        if (node instanceof YamlScalar scalar) {
            return new YamlScalar(place, scalar.text(), scalar.quoted());
        }
        deeper(place, depth);
        if (node instanceof YamlList list) {
            List<YamlNode> items = new ArrayList<>(list.items().size());
            for (YamlNode item : list.items()) {
                items.add(copy(item, place.item(items.size(), item.place().line(), item.place().column()), depth + 1));
            }
            return new YamlList(place, items);
        }
        Map<String, YamlMap.Entry> entries = new LinkedHashMap<>();
        for (Map.Entry<String, YamlMap.Entry> entry : ((YamlMap) node).entries().entrySet()) {
            count(place);
            YamlMap.Entry old = entry.getValue();
            Place key = place.inside(entry.getKey(), old.key().line(), old.key().column());
            Place moved = key.movedTo(old.value().place().line(), old.value().place().column());
            entries.put(entry.getKey(), new YamlMap.Entry(key, copy(old.value(), moved, depth + 1)));
        }
        return new YamlMap(place, entries);
    }

    private void count(Place place) {
        if (++nodes > limits.nodes()) {
            throw stop(place, "more than " + limits.nodes() + " keys and values in a file"
                    + (aliases > 0 ? ", aliases expanded" : "; divide it into several"));
        } else if (problems.isHopeless()) {
            throw new Stop();
        }
    }

    private void deeper(Place place, int depth) {
        if (depth >= limits.depth()) {
            throw stop(place, "nested deeper than " + limits.depth() + " levels");
        }
    }

    private void refuseTag(Optional<String> tag, Place place) {
        if (tag.isPresent()) {
            String name = tag.get().startsWith(TAG_OF_YAML) ? "!!" + tag.get().substring(TAG_OF_YAML.length()) : tag.get();
            problems.add(place, "tags such as " + Problems.printable(name, 60) + " are not allowed");
        }
    }

    private Stop stop(Place place, String message) {
        problems.add(place, message);
        return new Stop();
    }

    private static Place at(Place place, Event event) {
        return place.movedTo(line(event), column(event));
    }

    private static int line(Event event) {
        return mark(event).getLine() + 1;
    }

    private static int column(Event event) {
        return mark(event).getColumn() + 1;
    }

    private static Mark mark(Event event) {
        return event.getStartMark().orElseThrow();
    }
}
