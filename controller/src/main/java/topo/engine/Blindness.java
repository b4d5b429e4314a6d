package topo.engine;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import topo.api.Look;
import topo.api.Observed;
import topo.api.Resource;
import topo.api.ResourceId;
import topo.api.Resources;
import topo.api.Unseen;
import topo.api.net.NetnsName;

/**
 * What a look could not see, and what must stay as it is because of that: nothing is planned for what was not seen, and nothing that it
 * stands on is taken away or disturbed. Pure.
 */
public final class Blindness {
    private final List<Unseen> parts;
    private final boolean recordLost;
    private final Map<ResourceId, String> unseen = new LinkedHashMap<>();
    /** What unseen resources need, directly or not, to one of those. */
    private final Map<ResourceId, ResourceId> standing = new HashMap<>();

    Blindness(Look look, Resources settled, Map<ResourceId, Observed<?>> observed) {
        this.parts = List.copyOf(look.unseen());
        this.recordLost = look.isSearch();
        if (parts.isEmpty()) {
            return;
        }
        List<Resource> known = new ArrayList<>(settled.all());
        known.addAll(look.recorded().all());
        for (Resource resource : known) {
            reason(resource.id()).ifPresent(reason -> unseen.putIfAbsent(resource.id(), "not seen: " + reason));
        }
        for (Observed<?> seen : observed.values()) {
            if (seen.isOurs() && seen.value() != null) {
                known.add(seen.value());
            }
        }
        findStanding(new Dependencies(new Resources(known)));
    }

    private Optional<String> reason(ResourceId id) {
        for (Unseen part : parts) {
            if (part.covers(id)) {
                return Optional.of(part.reason());
            }
        }
        return Optional.empty();
    }

    private void findStanding(Dependencies known) {
        for (ResourceId blind : unseen.keySet()) {
            ArrayDeque<ResourceId> open = new ArrayDeque<>(known.of(blind));
            for (ResourceId needed = open.poll(); needed != null; needed = open.poll()) {
                if (standing.putIfAbsent(needed, blind) == null) {
                    open.addAll(known.of(needed));
                }
            }
        }
    }

    public boolean isEmpty() {
        return parts.isEmpty();
    }

    /** The parts that were not seen. */
    public List<Unseen> parts() {
        return parts;
    }

    /** The wanted and the recorded resources in those parts, each with {@code not seen: REASON}. */
    public Map<ResourceId, String> unseen() {
        return unseen;
    }

    boolean covers(ResourceId id) {
        return !parts.isEmpty() && (unseen.containsKey(id) || reason(id).isPresent());
    }

    /** Why this one must neither go nor be disturbed, or null. */
    String holds(ResourceId id) {
        if (parts.isEmpty()) {
            return null;
        }
        ResourceId blind = standing.get(id);
        if (blind != null) {
            return "not tried: " + blind + " depends on it and was not seen";
        }
        return id.kind().equals(Differ.NAMESPACE) ? holdsNamespace(new NetnsName(id.name())) : null;
    }

    /** Without a record nobody knows what the unseen part has in it, and the kernel deletes a namespace with all inside. */
    private String holdsNamespace(NetnsName netns) {
        for (Unseen part : parts) {
            if (netns.equals(part.netns()) || part.netns() == null && recordLost) {
                return "not tried: what it holds of kind " + part.kind() + " was not seen: " + part.reason();
            }
        }
        return null;
    }

    /** Every unseen thing in words, a sentence each: the resources that are known by name, and the parts in which none is. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        unseen.forEach((id, reason) -> lines.add(PlanText.plain(id + ": " + reason)));
        lines.addAll(unnamed());
        return lines;
    }

    /** Parts of which no resource is known by name, in words. */
    List<String> unnamed() {
        List<String> lines = new ArrayList<>();
        for (Unseen part : parts) {
            if (unseen.keySet().stream().noneMatch(part::covers)) {
                lines.add(PlanText.plain(part.toString()));
            }
        }
        return lines;
    }

    /** As words of a verification, of what the look before this one had seen. */
    List<String> notVerified(Blindness before) {
        List<String> lines = new ArrayList<>();
        for (Unseen part : parts) {
            if (!before.parts.contains(part) && before.parts.stream().noneMatch(known -> isWithin(part, known))) {
                lines.add("not verified: " + PlanText.plain(part.toString()));
            }
        }
        return lines;
    }

    private static boolean isWithin(Unseen part, Unseen known) {
        return known.kind().equals(part.kind()) && (known.netns() == null || known.netns().equals(part.netns()))
                && (known.name() == null || known.name().equals(part.name()));
    }
}
