package topo.reconcilers;

import java.util.ArrayList;
import java.util.List;
import topo.api.yaml.Kind;
import topo.kernel.cgroup.Cgroups;
import topo.reconcilers.bridge.Bridge;
import topo.reconcilers.bridge.BridgeKind;
import topo.reconcilers.bridge.BridgeReconciler;
import topo.reconcilers.cgroup.Cgroup;
import topo.reconcilers.cgroup.CgroupKind;
import topo.reconcilers.cgroup.CgroupReconciler;
import topo.reconcilers.namespace.Namespace;
import topo.reconcilers.namespace.NamespaceKind;
import topo.reconcilers.namespace.NamespaceReconciler;
import topo.reconcilers.nat.NatKind;
import topo.reconcilers.nat.NatReconciler;
import topo.reconcilers.nat.NatResource;
import topo.reconcilers.route.DefaultRoutes;
import topo.reconcilers.route.Route;
import topo.reconcilers.route.RouteKind;
import topo.reconcilers.route.RouteReconciler;
import topo.reconcilers.sysctl.Sysctl;
import topo.reconcilers.sysctl.SysctlKind;
import topo.reconcilers.sysctl.SysctlReconciler;
import topo.reconcilers.veth.Veth;
import topo.reconcilers.veth.VethKind;
import topo.reconcilers.veth.VethReconciler;

/**
 * Every kind that topo knows, one line each. Their order is their rank where dependencies leave the order of work open; namespaces look
 * first, for they tell the others where to look.
 */
public final class Kinds {
    private Kinds() {}

    public static List<Registration<?>> all() {
        return List.of(
                new Registration<>(new NamespaceKind(), Namespace.class, k -> new NamespaceReconciler(k.namespaces(), k.sockets(), k.intents())),
                new Registration<>(new SysctlKind(), Sysctl.class, k -> new SysctlReconciler(k.sysctls())),
                new Registration<>(new BridgeKind(), Bridge.class, k -> new BridgeReconciler(k.sockets())),
                new Registration<>(new VethKind(), Veth.class, k -> new VethReconciler(k.sockets())),
                new Registration<>(new RouteKind(), Route.class, k -> new RouteReconciler(k.sockets())),
                new Registration<>(new NatKind(), NatResource.class, k -> new NatReconciler(k.iptables(), new DefaultRoutes(k.sockets())::device)),
                new Registration<>(new CgroupKind(), Cgroup.class, k -> new CgroupReconciler(new Cgroups(k.cgroupRoot()), k.namespaces()::file)));
    }

    /** How each kind reads; loads nothing native. */
    public static List<Kind<?>> kinds() {
        List<Kind<?>> kinds = new ArrayList<>();
        all().forEach(registration -> kinds.add(registration.kind()));
        return kinds;
    }
}
