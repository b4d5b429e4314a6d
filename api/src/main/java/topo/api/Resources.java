package topo.api;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import topo.api.net.NetnsName;

/** An immutable set of resources in declaration order, indexed by id and by the interfaces that they make. */
public final class Resources {
    public static final Resources NONE = new Resources(List.of());

    private final Map<ResourceId, Resource> byId = new LinkedHashMap<>();
    private final Map<NetnsName, Map<String, Resource>> byInterface = new HashMap<>();
    private final Map<NetnsName, List<InterfaceFacts>> interfaces = new HashMap<>();
    private Segments segments;

    /** Of two resources with one id the first stays. */
    public Resources(Collection<? extends Resource> all) {
        for (Resource resource : all) {
            byId.putIfAbsent(resource.id(), resource);
            for (InterfaceFacts made : resource.interfaces()) {
                if (byInterface.computeIfAbsent(made.netns(), n -> new LinkedHashMap<>()).putIfAbsent(made.name(), resource) == null) {
                    interfaces.computeIfAbsent(made.netns(), n -> new ArrayList<>(2)).add(made);
                }
            }
        }
    }

    public Collection<Resource> all() {
        return byId.values();
    }

    public Optional<Resource> get(ResourceId id) {
        return Optional.ofNullable(byId.get(id));
    }

    public boolean contains(ResourceId id) {
        return byId.containsKey(id);
    }

    /** Those of one type, in declaration order. */
    public <R extends Resource> List<R> of(Class<R> type) {
        List<R> found = new ArrayList<>();
        for (Resource resource : byId.values()) {
            if (type.isInstance(resource)) {
                found.add(type.cast(resource));
            }
        }
        return found;
    }

    /** The resource that makes the interface of this name. */
    public Optional<Resource> makerOf(NetnsName netns, String interfaceName) {
        return Optional.ofNullable(byInterface.getOrDefault(netns, Map.of()).get(interfaceName));
    }

    /** Every resource that makes an interface in this namespace, once for each name. */
    public Map<String, Resource> interfaceMakers(NetnsName netns) {
        return byInterface.getOrDefault(netns, Map.of());
    }

    /** Every interface declared in this namespace; of two of one name the first. */
    public List<InterfaceFacts> interfaces(NetnsName netns) {
        return interfaces.getOrDefault(netns, List.of());
    }

    /** The segments that the interfaces form; worked out at the first call. */
    public synchronized Segments segments() {
        if (segments == null) {
            segments = new Segments(this);
        }
        return segments;
    }

    /** All namespaces that any of them reaches into, sorted; without the host unless one does. */
    public Set<NetnsName> namespaces() {
        Set<NetnsName> found = new TreeSet<>();
        byId.values().forEach(resource -> found.addAll(resource.namespaces()));
        return found;
    }
}
