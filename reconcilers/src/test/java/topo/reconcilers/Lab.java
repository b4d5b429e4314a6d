package topo.reconcilers;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import topo.api.Look;
import topo.api.Mark;
import topo.api.Memory;
import topo.api.Observed;
import topo.api.Resource;
import topo.api.ResourceId;
import topo.api.Resources;
import topo.api.net.NetnsName;
import topo.kernel.TestHost;
import topo.kernel.rtnl.Link;
import topo.reconcilers.bridge.Bridge;
import topo.reconcilers.bridge.BridgeReconciler;
import topo.reconcilers.namespace.Namespace;
import topo.reconcilers.namespace.NamespaceReconciler;
import topo.reconcilers.route.Route;
import topo.reconcilers.route.RouteReconciler;
import topo.reconcilers.veth.Veth;
import topo.reconcilers.veth.VethReconciler;

/**
 * One topology on the real kernel, through the reconcilers of namespaces, bridges, veths and routes. Documents must keep to namespaces that
 * they declare: the one that the tests run in is left alone.
 */
public final class Lab implements AutoCloseable {
    private final TestHost host;
    private final String topology;
    private final List<LabKind<?>> kinds;
    private Resources recorded = Resources.NONE;

    private Lab(TestHost host, String topology) {
        this.host = host;
        this.topology = topology;
        this.kinds = List.of(new LabKind<>(Namespace.class, new NamespaceReconciler(host.namespaces(), host.sockets(), host.intents())),
                new LabKind<>(Bridge.class, new BridgeReconciler(host.sockets())),
                new LabKind<>(Veth.class, new VethReconciler(host.sockets())),
                new LabKind<>(Route.class, new RouteReconciler(host.sockets())));
    }

    public static Lab open() {
        return new Lab(TestHost.open(), "lab");
    }

    /** Another topology on the same host. */
    public Lab neighbour(String name) {
        return new Lab(host, name);
    }

    public TestHost host() {
        return host;
    }

    public Mark mark() {
        return new Mark(topology);
    }

    /** Runs {@code ip} inside a namespace; {@code @NAME} stands for the file of another. */
    public String ip(String netns, String words) {
        return host.ip(netns, words);
    }

    /** As the kernel has it now, or null. */
    public Link link(String netns, String name) {
        return host.socket(new NetnsName(netns)).links().stream().filter(link -> link.name().equals(name)).findFirst().orElse(null);
    }

    /** Loses what was recorded, as if its file were gone. */
    public void forget() {
        recorded = Resources.NONE;
    }

    public Look look(Resources desired) {
        return new Look(mark(), desired, recorded, new NoMemory());
    }

    public Map<ResourceId, Observed<?>> observe(Look look) {
        Map<ResourceId, Observed<?>> found = new HashMap<>();
        kinds.forEach(kind -> found.putAll(kind.reconciler().observe(look)));
        return found;
    }

    /** What is seen of the resource of this id, given in words: {@code veth eth0 (namespace red)}. */
    public Observed<?> seen(String spec, String id) {
        Map<ResourceId, Observed<?>> found = observe(look(Documents.read(topology, spec).resources()));
        Optional<ResourceId> key = found.keySet().stream().filter(one -> one.toString().equals(id)).findFirst();
        return key.map(found::get).orElseThrow(() -> new AssertionError(id + " is not among " + found.keySet()));
    }

    LabPlan plan(String spec) {
        Resources desired = Documents.read(topology, spec).resources();
        Look look = look(desired);
        Map<ResourceId, Observed<?>> observed = observe(look);
        Map<ResourceId, Resource> settled = new LinkedHashMap<>();
        desired.all().forEach(resource -> settled.put(resource.id(), resource));
        kinds.forEach(kind -> kind.settle(look, observed, settled));
        return new LabPlan(kinds, new Resources(settled.values()), observed);
    }

    /** What differs, a line each; nothing is changed. */
    public List<String> diff(String spec) {
        return plan(spec).lines();
    }

    /** Makes it so and returns what was done; a failure, and anything that a second look finds different, fails the test. */
    public List<String> apply(String spec) {
        LabPlan plan = plan(spec);
        assertEquals(Map.of(), plan.run(mark()));
        recorded = Documents.read(topology, spec).resources();
        assertEquals(List.of(), diff(spec), "the second look");
        return plan.lines();
    }

    /** Tries, and returns what failed: resource to message. */
    public Map<String, String> failures(String spec) {
        return failures(spec, () -> { });
    }

    /** As above, with something that others do between the look and what is done after it. */
    public Map<String, String> failures(String spec, Runnable meanwhile) {
        LabPlan plan = plan(spec);
        meanwhile.run();
        Map<String, String> failures = new TreeMap<>();
        plan.run(mark()).forEach((id, message) -> failures.put(id.toString(), message));
        recorded = Documents.read(topology, spec).resources();
        return failures;
    }

    public List<String> destroy() {
        return apply("heal: enforce");
    }

    @Override
    public void close() {
        host.close();
    }

    /** None of these kinds has anything to remember. */
    private static final class NoMemory implements Memory {
        @Override
        public Optional<String> recall(ResourceId id) {
            throw new AssertionError("recalls " + id);
        }

        @Override
        public void remember(ResourceId id, String value) {
            throw new AssertionError("remembers " + id);
        }

        @Override
        public void forget(ResourceId id) {
            throw new AssertionError("forgets " + id);
        }

        @Override
        public void rememberAll(Map<ResourceId, String> values) {
            values.keySet().forEach(id -> remember(id, ""));
        }

        @Override
        public void forgetAll(Collection<ResourceId> ids) {
            new ArrayList<>(ids).forEach(this::forget);
        }
    }
}
