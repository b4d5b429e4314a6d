package topo.reconcilers.bridge;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import topo.api.Change;
import topo.api.Look;
import topo.api.Observed;
import topo.api.Owner;
import topo.api.Reconciler;
import topo.api.ResourceId;
import topo.api.Session;
import topo.api.Survey;
import topo.api.Trace;
import topo.api.net.NetnsName;
import topo.kernel.Errno;
import topo.kernel.KernelException;
import topo.kernel.netlink.Batch;
import topo.kernel.rtnl.BridgeInfo;
import topo.kernel.rtnl.HostTables;
import topo.kernel.rtnl.Link;
import topo.kernel.rtnl.LinkRequest;
import topo.kernel.rtnl.RtnlSocket;
import topo.kernel.rtnl.RtnlSockets;
import topo.reconcilers.link.Interface;
import topo.reconcilers.link.InterfaceObserver;
import topo.reconcilers.link.InterfaceWriter;
import topo.reconcilers.link.LinkRemover;
import topo.reconcilers.link.LinkTraces;

/** Bridges are made where they belong and stay there: the kernel lets none be moved (its namespace is immutable). */
public final class BridgeReconciler implements Reconciler<Bridge> {
    private static final int USER_HZ = 100;

    private final RtnlSockets sockets;

    public BridgeReconciler(RtnlSockets sockets) {
        this.sockets = sockets;
    }

    @Override
    public Map<ResourceId, Observed<Bridge>> observe(Look look) {
        HostTables tables = look.shared(HostTables.class, () -> new HostTables(sockets));
        InterfaceObserver observer = new InterfaceObserver(tables, look.mark());
        Map<ResourceId, Observed<Bridge>> found = new HashMap<>();
        for (NetnsName netns : look.namespaces()) {
            for (Link link : tables.of(netns).links().values()) {
                Owner owner = look.mark().ownerOf(link.alias(), link.group());
                ResourceId id = new ResourceId(Bridge.KIND, netns, link.name());
                Optional<Bridge> wanted = look.desired().get(id).map(Bridge.class::cast);
                if (link.kind().equals("bridge") && (owner == Owner.OURS || wanted.isPresent())) {
                    Interface seen = observer.observe(netns, link, wanted.map(Bridge::link).orElse(null));
                    found.put(id, new Observed<>(owner, bridge(seen, link.bridge()), ""));
                } else if (wanted.isPresent() && !isLeftOver(look, owner, link)) {
                    found.put(id, new Observed<>(owner, null, link.kind().isEmpty() ? "an interface" : "a " + link.kind() + " link"));
                }
            }
        }
        return found;
    }

    @Override
    public List<Trace> traces(Survey survey) {
        return LinkTraces.of(survey, sockets, Bridge.KIND);
    }

    /** A link of another kind that is ours and no longer wanted goes before this bridge is made. */
    private static boolean isLeftOver(Look look, Owner owner, Link link) {
        return owner == Owner.OURS && !link.kind().equals("bridge");
    }

    private static Bridge bridge(Interface link, BridgeInfo info) {
        return new Bridge(link, info.stp(), info.vlanFiltering(), seconds(info.ageingTime()), seconds(info.forwardDelay()), info.multicastSnooping());
    }

    private static Integer seconds(Integer ticks) {
        return ticks == null ? null : ticks / USER_HZ;
    }

    @Override
    public Bridge settle(Bridge desired, Bridge observed, Look look) {
        Interface link = desired.link().settle(observed == null ? null : observed.link(), null);
        if (observed == null) {
            return new Bridge(link, desired.stp(), desired.vlanFiltering(), desired.ageingTime(), desired.forwardDelay(), desired.multicastSnooping());
        }
        // A kernel without IGMP snooping or VLAN filtering reports neither; their defaults are then no difference.
        return new Bridge(link, desired.stp(), reported(desired.vlanFiltering(), false, observed.vlanFiltering()), desired.ageingTime(),
                desired.forwardDelay(), reported(desired.multicastSnooping(), true, observed.multicastSnooping()));
    }

    @Override
    public Optional<Bridge> restorable(Bridge observed) {
        return Optional.of(new Bridge(observed.link().restorable(), observed.stp(), observed.vlanFiltering(), observed.ageingTime(),
                observed.forwardDelay(), observed.multicastSnooping()));
    }

    private static Boolean reported(Boolean desired, boolean otherwise, Boolean observed) {
        return observed == null && desired == otherwise ? null : desired;
    }

    @Override
    public boolean disrupts(Change<Bridge> change) {
        return change instanceof Change.Replace
                || change instanceof Change.Update<Bridge> update && update.to().link().disrupts(update.from().link());
    }

    @Override
    public void delete(List<Bridge> gone, Session session) {
        LinkRemover remover = new LinkRemover(sockets, "bridge");
        gone.forEach(bridge -> remover.add(bridge.id(), bridge.link().netns(), bridge.link().name()));
        remover.remove(session);
    }

    @Override
    public void apply(List<Change<Bridge>> changes, Session session) {
        Map<NetnsName, Batch> batches = new LinkedHashMap<>();
        List<InterfaceWriter.Target> targets = new ArrayList<>();
        for (Change<Bridge> change : changes) {
            Bridge wanted = change.wanted().orElseThrow();
            Optional<RtnlSocket> socket = sockets.get(wanted.link().netns());
            if (socket.isEmpty()) {
                session.fail(change.id(), "create " + change.id() + ": there is no such namespace");
                continue;
            }
            Batch batch = batches.computeIfAbsent(wanted.link().netns(), n -> socket.get().batch());
            if (change instanceof Change.Create || change instanceof Change.Replace) {
                create(socket.get(), batch, wanted, session);
                targets.add(new InterfaceWriter.Target(change.id(), wanted.link().bare(null), wanted.link()));
            } else {
                Bridge from = change instanceof Change.Update<Bridge> update ? update.from() : null;
                change(socket.get(), batch, from, wanted, session);
                targets.add(new InterfaceWriter.Target(change.id(), from == null ? null : from.link(), wanted.link()));
            }
        }
        batches.values().forEach(Batch::flush);
        targets.removeIf(target -> session.hasFailed(target.id()));
        new InterfaceWriter(sockets).configure(targets, session);
    }

    private static void create(RtnlSocket socket, Batch batch, Bridge wanted, Session session) {
        LinkRequest request = LinkRequest.named(wanted.link().name()).mac(wanted.link().mac()).mtu(wanted.link().mtu())
                .group(session.mark().group()).bridge(info(null, wanted));
        socket.createLink(batch, request, "create " + wanted.id(), failed -> session.fail(wanted.id(), words(failed, wanted)));
    }

    /** Bridges themselves may be all that the kernel lacks, or one of their options. */
    private static String words(KernelException failed, Bridge wanted) {
        boolean lacking = failed.errno() == Errno.EOPNOTSUPP && Boolean.TRUE.equals(wanted.vlanFiltering());
        return failed.getMessage() + (lacking ? "; vlanFiltering needs a kernel with CONFIG_BRIDGE_VLAN_FILTERING" : "");
    }

    private static void change(RtnlSocket socket, Batch batch, Bridge from, Bridge to, Session session) {
        BridgeInfo info = info(from, to);
        // While the spanning tree is on the kernel refuses a delay below 2 seconds (br_set_forward_delay): it goes off in a request before.
        if (Boolean.FALSE.equals(info.stp())) {
            configure(socket, batch, to, new BridgeInfo(null, null, false, null, null), session);
        }
        if (!info.isEmpty()) {
            configure(socket, batch, to, info, session);
        }
    }

    private static void configure(RtnlSocket socket, Batch batch, Bridge to, BridgeInfo info, Session session) {
        socket.changeLink(batch, LinkRequest.named(to.link().name()).bridge(info), "configure " + to.id(),
                failed -> session.fail(to.id(), words(failed, to)));
    }

    /** What differs; all that is not the kernel's default where {@code from} is null, for a kernel without a feature refuses its very name. */
    private static BridgeInfo info(Bridge from, Bridge to) {
        return new BridgeInfo(changed(ticks(to.forwardDelay()), from == null ? null : ticks(from.forwardDelay())),
                changed(ticks(to.ageingTime()), from == null ? null : ticks(from.ageingTime())),
                changed(to.stp(), from == null ? Boolean.FALSE : from.stp()),
                changed(to.vlanFiltering(), from == null ? Boolean.FALSE : from.vlanFiltering()),
                changed(to.multicastSnooping(), from == null ? Boolean.TRUE : from.multicastSnooping()));
    }

    private static Integer ticks(Integer seconds) {
        return seconds == null ? null : seconds * USER_HZ;
    }

    private static <T> T changed(T to, T from) {
        return to == null || Objects.equals(to, from) ? null : to;
    }
}
