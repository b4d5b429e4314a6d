package topo.cli;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import topo.api.Field;
import topo.api.Resource;
import topo.api.ResourceId;
import topo.api.Resources;
import topo.api.net.NetnsName;
import topo.api.yaml.Kind;
import topo.api.yaml.Values;
import topo.api.yaml.YamlMap;

/** A resource of the tests: it can change its size in place and its shape not. */
record Widget(NetnsName netns, String name, Integer size, String shape, List<String> needs) implements Resource {

    static ResourceId id(String name) {
        return new ResourceId("widget", NetnsName.HOST, name);
    }

    @Override
    public ResourceId id() {
        return new ResourceId("widget", netns, name);
    }

    @Override
    public List<Field> fields() {
        List<Field> fields = new ArrayList<>();
        if (size != null) {
            fields.add(new Field("size", size));
        }
        if (shape != null) {
            fields.add(new Field("shape", shape));
        }
        if (!needs.isEmpty()) {
            fields.add(new Field("needs", needs));
        }
        return fields;
    }

    @Override
    public Set<ResourceId> dependsOn(Resources all) {
        Set<ResourceId> ids = new LinkedHashSet<>();
        needs.forEach(need -> ids.add(id(need)));
        return ids;
    }

    static Kind<Widget> kind() {
        return new Kind<>() {
            @Override
            public String list() {
                return "widgets";
            }

            @Override
            public String name() {
                return "widget";
            }

            @Override
            public Widget read(YamlMap entry) {
                String name = entry.require("name", Values.text(40));
                Integer size = entry.get("size", Values.integer(0, 9000));
                String shape = entry.get("shape", Values.text(40));
                List<String> needs = entry.list("needs", Values.text(40));
                NetnsName netns = entry.get("room", NetnsName.HOST, Values.netnsName());
                return name == null ? null : new Widget(netns, name, size, shape, needs);
            }
        };
    }
}
