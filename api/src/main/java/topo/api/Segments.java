package topo.api;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import topo.api.net.IpAddress;
import topo.api.net.NetnsName;

/**
 * Which declared interfaces share a network segment: the ends of a pair, and the ports of a bridge with the bridge itself. Any two
 * interfaces that one resource makes count as the ends of a pair.
 */
public final class Segments {
    /** By {@link #point}. */
    private final Map<String, Integer> segmentOf = new HashMap<>();
    private final Map<Integer, Map<IpAddress, List<InterfaceFacts>>> holders = new HashMap<>();

    Segments(Resources all) {
        Map<String, List<String>> neighbours = new HashMap<>();
        List<InterfaceFacts> interfaces = new ArrayList<>();
        for (Resource resource : all.all()) {
            String previous = null;
            for (InterfaceFacts made : resource.interfaces()) {
                String point = point(made.netns(), made.name());
                interfaces.add(made);
                neighbours.computeIfAbsent(point, p -> new ArrayList<>());
                if (previous != null) {
                    join(point, previous, neighbours);
                }
                if (made.master() != null) {
                    join(point, point(made.netns(), made.master()), neighbours);
                }
                previous = point;
            }
        }
        int next = 0;
        for (String point : neighbours.keySet()) {
            spread(point, next++, neighbours);
        }
        for (InterfaceFacts made : interfaces) {
            Map<IpAddress, List<InterfaceFacts>> here = holders.computeIfAbsent(segmentOf.get(point(made.netns(), made.name())), s -> new HashMap<>());
            made.addresses().forEach(address -> here.computeIfAbsent(address.address(), a -> new ArrayList<>(1)).add(made));
        }
    }

    /** No name has a slash. */
    private static String point(NetnsName netns, String name) {
        return netns.value() + "/" + name;
    }

    private static void join(String a, String b, Map<String, List<String>> neighbours) {
        neighbours.computeIfAbsent(a, p -> new ArrayList<>()).add(b);
        neighbours.computeIfAbsent(b, p -> new ArrayList<>()).add(a);
    }

    private void spread(String from, int segment, Map<String, List<String>> neighbours) {
        Deque<String> waiting = new ArrayDeque<>(List.of(from));
        while (!waiting.isEmpty()) {
            String point = waiting.pop();
            if (segmentOf.putIfAbsent(point, segment) == null) {
                waiting.addAll(neighbours.get(point));
            }
        }
    }

    /** Another interface on the same segment with this very address. */
    public Optional<InterfaceFacts> sameAddress(NetnsName netns, String name, IpAddress address) {
        Integer segment = segmentOf.get(point(netns, name));
        if (segment == null) {
            return Optional.empty();
        }
        for (InterfaceFacts holder : holders.getOrDefault(segment, Map.of()).getOrDefault(address, List.of())) {
            if (!holder.netns().equals(netns) || !holder.name().equals(name)) {
                return Optional.of(holder);
            }
        }
        return Optional.empty();
    }
}
