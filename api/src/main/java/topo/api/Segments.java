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
    private final Map<Point, Integer> segmentOf = new HashMap<>();
    private final Map<SegmentAddress, List<InterfaceFacts>> holders = new HashMap<>();

    private record Point(NetnsName netns, String name) {}

    private record SegmentAddress(int segment, IpAddress address) {}

    Segments(Resources all) {
        Map<Point, List<Point>> neighbours = new HashMap<>();
        List<InterfaceFacts> interfaces = new ArrayList<>();
        for (Resource resource : all.all()) {
            Point previous = null;
            for (InterfaceFacts made : resource.interfaces()) {
                Point point = new Point(made.netns(), made.name());
                interfaces.add(made);
                neighbours.computeIfAbsent(point, p -> new ArrayList<>());
                if (previous != null) {
                    join(point, previous, neighbours);
                }
                if (made.master() != null) {
                    join(point, new Point(made.netns(), made.master()), neighbours);
                }
                previous = point;
            }
        }
        int next = 0;
        for (Point point : neighbours.keySet()) {
            spread(point, next++, neighbours);
        }
        for (InterfaceFacts made : interfaces) {
            int segment = segmentOf.get(new Point(made.netns(), made.name()));
            made.addresses().forEach(address ->
                    holders.computeIfAbsent(new SegmentAddress(segment, address.address()), a -> new ArrayList<>()).add(made));
        }
    }

    private static void join(Point a, Point b, Map<Point, List<Point>> neighbours) {
        neighbours.computeIfAbsent(a, p -> new ArrayList<>()).add(b);
        neighbours.computeIfAbsent(b, p -> new ArrayList<>()).add(a);
    }

    private void spread(Point from, int segment, Map<Point, List<Point>> neighbours) {
        Deque<Point> waiting = new ArrayDeque<>(List.of(from));
        while (!waiting.isEmpty()) {
            Point point = waiting.pop();
            if (segmentOf.putIfAbsent(point, segment) == null) {
                waiting.addAll(neighbours.get(point));
            }
        }
    }

    /** Another interface on the same segment with this very address. */
    public Optional<InterfaceFacts> sameAddress(NetnsName netns, String name, IpAddress address) {
        Integer segment = segmentOf.get(new Point(netns, name));
        if (segment == null) {
            return Optional.empty();
        }
        return holders.getOrDefault(new SegmentAddress(segment, address), List.of()).stream()
                .filter(holder -> !holder.netns().equals(netns) || !holder.name().equals(name)).findFirst();
    }
}
