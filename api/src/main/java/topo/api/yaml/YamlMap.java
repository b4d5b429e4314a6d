package topo.api.yaml;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import topo.api.net.NetnsName;

/**
 * A mapping with typed getters. A getter returns null (or the given default, or an empty list) when the key is absent, and records a
 * problem and returns the same when the value is not what the reader takes. {@link #finish} reports the keys that nobody asked for.
 * Not for use by several threads.
 */
public final class YamlMap implements YamlNode {
    private final Place place;
    private final Map<String, Entry> entries;
    private final Set<String> asked = new LinkedHashSet<>();
    private boolean finished;

    /** A value, and where its key stands, with the path of the value. */
    record Entry(Place key, YamlNode value) {}

    /** Keeps the entries, which must be in the order of the text and not change any more. */
    YamlMap(Place place, Map<String, Entry> entries) {
        this.place = place;
        this.entries = entries;
    }

    Map<String, Entry> entries() {
        return entries;
    }

    @Override
    public Place place() {
        return place;
    }

    @Override
    public String describe() {
        return "a mapping";
    }

    @Override
    public YamlMap asMap() {
        return this;
    }

    public Set<String> keys() {
        return Collections.unmodifiableSet(entries.keySet());
    }

    /** Whether the key is there, whatever its value. Counts as asking for it. */
    public boolean has(String key) {
        return node(key) != null;
    }

    /** The bare value, or null. */
    public YamlNode node(String key) {
        asked.add(key);
        return value(key);
    }

    /** Where the key itself stands; the map's own place if it is absent. */
    public Place placeOf(String key) {
        Entry entry = entries.get(key);
        return entry == null ? place : entry.key();
    }

    public <T> T get(String key, Reader<T> reader) {
        YamlNode node = node(key);
        return node == null ? null : read(node, reader);
    }

    public <T> T get(String key, T otherwise, Reader<T> reader) {
        T value = get(key, reader);
        return value == null ? otherwise : value;
    }

    /** As {@link #get}, and an absent key is a problem. */
    public <T> T require(String key, Reader<T> reader) {
        if (!has(key)) {
            problem("the field \"" + key + "\" is missing");
            return null;
        }
        return get(key, reader);
    }

    /** The readable items of a list; an absent key is an empty list. */
    public <T> List<T> list(String key, Reader<T> reader) {
        List<T> found = new ArrayList<>();
        YamlNode node = node(key);
        if (node instanceof YamlList list) {
            for (YamlNode item : list.items()) {
                T value = place.problems().isHopeless() ? null : read(item, reader);
                if (value != null) {
                    found.add(value);
                }
            }
        } else if (node != null) {
            node.problem("expected a list, found " + node.describe() + (isNull(node) ? " (an empty list is [])" : ""));
        }
        return found;
    }

    /** The namespace that {@code namespace:} names, the host's if it is left out. Whether it is declared is checked when all is read. */
    public NetnsName namespace() {
        NetnsName netns = get("namespace", NetnsName.HOST, Values.netnsName());
        if (has("namespace") && !netns.isHost()) {
            place.problems().reference(node("namespace").place(), netns);
        }
        return netns;
    }

    /** Records a problem of the value under this key, or of the whole map where the key is absent. */
    public void problem(String key, String message) {
        YamlNode node = value(key);
        if (node != null) {
            node.problem(message);
        } else {
            problem(message);
        }
    }

    /**
     * Reports every key of this map and of the maps below that nobody asked for. Maps that were never looked into are left out. A second
     * call does nothing.
     */
    public void finish() {
        if (finished) {
            return;
        }
        finished = true;
        for (Map.Entry<String, Entry> entry : entries.entrySet()) {
            if (asked.contains(entry.getKey())) {
                finish(entry.getValue().value());
            } else {
                Problems problems = place.problems();
                problems.add(entry.getValue().key(), problems.isFull() ? "" : "unknown field" + Suggestion.of(entry.getKey(), asked));
            }
        }
    }

    private static void finish(YamlNode node) {
        if (node instanceof YamlMap map && !map.asked.isEmpty()) {
            map.finish();
        } else if (node instanceof YamlList list) {
            for (YamlNode item : list.items()) {
                finish(item);
            }
        }
    }

    private YamlNode value(String key) {
        Entry entry = entries.get(key);
        return entry == null ? null : entry.value();
    }

    private static boolean isNull(YamlNode node) {
        return node instanceof YamlScalar scalar && scalar.isNull();
    }

    private static <T> T read(YamlNode node, Reader<T> reader) {
        try {
            return reader.read(node);
        } catch (IllegalArgumentException wrong) {
            node.problem(wrong.getMessage());
            return null;
        }
    }

    /** Turns a node into a value; {@link IllegalArgumentException} says why it cannot. */
    @FunctionalInterface
    public interface Reader<T> {
        T read(YamlNode node);
    }
}
