package topo.engine;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import topo.api.Field;
import topo.api.Resource;
import topo.api.ResourceId;
import topo.api.Resources;
import topo.api.net.NetnsName;

/**
 * A resource of the tests' own kinds, written as {@code link red:eth0 mtu=1500 needs=namespace/red,bridge/br0}. A field whose name
 * starts with {@code fixed} cannot be changed in place; a change of {@code state} disrupts what depends on the thing.
 */
sealed interface Thing extends Resource {
    Data data();

    record Data(ResourceId id, Map<String, String> fields, Set<ResourceId> needs) {}

    record Namespace(Data data) implements Thing {}

    record Bridge(Data data) implements Thing {}

    record Link(Data data) implements Thing {}

    record Route(Data data) implements Thing {}

    static Thing parse(String line) {
        String[] words = line.trim().split(" +");
        Map<String, String> fields = new TreeMap<>();
        Set<ResourceId> needs = new LinkedHashSet<>();
        for (int i = 2; i < words.length; i++) {
            String[] pair = words[i].split("=", 2);
            if (pair[0].equals("needs")) {
                for (String need : pair[1].split(",")) {
                    needs.add(id(need.substring(0, need.indexOf('/')), need.substring(need.indexOf('/') + 1)));
                }
            } else {
                fields.put(pair[0], pair[1]);
            }
        }
        return of(new Data(id(words[0], words[1]), fields, needs));
    }

    static Thing of(Data data) {
        return switch (data.id().kind()) {
            case "namespace" -> new Namespace(data);
            case "bridge" -> new Bridge(data);
            case "link" -> new Link(data);
            case "route" -> new Route(data);
            default -> throw new IllegalArgumentException(data.id().kind());
        };
    }

    static ResourceId id(String kind, String text) {
        int colon = text.indexOf(':');
        return new ResourceId(kind, new NetnsName(text.substring(0, Math.max(0, colon))), text.substring(colon + 1));
    }

    static Resources all(String... lines) {
        List<Thing> things = new ArrayList<>();
        for (String line : lines) {
            things.add(parse(line));
        }
        return new Resources(things);
    }

    @Override
    default ResourceId id() {
        return data().id();
    }

    @Override
    default List<Field> fields() {
        return data().fields().entrySet().stream().map(field -> new Field(field.getKey(), field.getValue())).toList();
    }

    @Override
    default Set<ResourceId> dependsOn(Resources all) {
        return data().needs();
    }

    default Thing with(String field, String value) {
        Map<String, String> fields = new TreeMap<>(data().fields());
        fields.put(field, value);
        return of(new Data(id(), fields, data().needs()));
    }
}
