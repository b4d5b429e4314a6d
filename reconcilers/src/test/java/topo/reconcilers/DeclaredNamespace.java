package topo.reconcilers;

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

/** A namespace that a document declares, created or {@code existing}. */
public record DeclaredNamespace(NetnsName name, String existing) implements Resource {

    @Override
    public ResourceId id() {
        return new ResourceId("namespace", NetnsName.HOST, name.value());
    }

    @Override
    public Set<NetnsName> namespaces() {
        return Set.of(name);
    }

    @Override
    public List<Field> fields() {
        return existing == null ? List.of() : List.of(new Field("existing", existing));
    }

    @Override
    public Set<ResourceId> dependsOn(Resources all) {
        return Set.of();
    }

    public static final class Reading implements Kind<DeclaredNamespace> {
        @Override
        public String list() {
            return "namespaces";
        }

        @Override
        public String name() {
            return "namespace";
        }

        @Override
        public DeclaredNamespace read(YamlMap entry) {
            NetnsName name = entry.require("name", Values.netnsName());
            return name == null ? null : new DeclaredNamespace(name, entry.get("existing", Values.text(100)));
        }
    }
}
