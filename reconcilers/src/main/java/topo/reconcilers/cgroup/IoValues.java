package topo.reconcilers.cgroup;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import topo.api.yaml.YamlMap;
import topo.api.yaml.YamlNode;
import topo.reconcilers.cgroup.Limits.IoLimits;
import topo.reconcilers.cgroup.Limits.Throttle;

/** Reads {@code io}: a weight, and a list of limits a device. */
final class IoValues {
    private static final int LONGEST_PATH = 255;

    private IoValues() {}

    static IoLimits read(YamlMap map) {
        if (map == null) {
            return IoLimits.NONE;
        }
        Integer weight = LimitValues.orDefault(map.get("weight", LimitValues.weight()), 100);
        List<Throttle> max = map.list("max", IoValues::throttle);
        Set<String> devices = new HashSet<>();
        for (Throttle throttle : max) {
            if (!devices.add(throttle.device())) {
                map.problem("max", "limits device " + throttle.device() + " twice");
            }
        }
        return new IoLimits(weight, max);
    }

    private static Throttle throttle(YamlNode node) {
        YamlMap map = node.asMap();
        String device = map.require("device", IoValues::device);
        Throttle throttle = new Throttle(device, rate(map, "readBps"), rate(map, "writeBps"), rate(map, "readIops"),
                rate(map, "writeIops"));
        return device == null ? null : throttle;
    }

    private static Long rate(YamlMap map, String field) {
        Long rate = map.get(field, field.endsWith("Bps") ? LimitValues.bytesASecond() : LimitValues.operationsASecond());
        return LimitValues.orDefault(rate, Limits.UNLIMITED);
    }

    private static String device(YamlNode node) {
        String device = node.asText();
        if (device.length() > LONGEST_PATH || !isNumbers(device) && !isPath(device)) {
            throw new IllegalArgumentException("expected a disk as /dev/sda or 8:0, found " + node.describe());
        }
        return device;
    }

    /** {@code MAJOR:MINOR}. */
    static boolean isNumbers(String device) {
        int colon = device.indexOf(':');
        return colon > 0 && isNumber(device.substring(0, colon)) && isNumber(device.substring(colon + 1));
    }

    private static boolean isNumber(String text) {
        boolean right = !text.isEmpty() && text.length() <= 7 && (text.length() == 1 || text.charAt(0) != '0');
        for (int i = 0; right && i < text.length(); i++) {
            right = text.charAt(i) >= '0' && text.charAt(i) <= '9';
        }
        return right;
    }

    private static boolean isPath(String device) {
        boolean right = device.startsWith("/dev/") && !device.contains("/.") && !device.contains("//") && !device.endsWith("/");
        for (int i = 0; right && i < device.length(); i++) {
            char c = device.charAt(i);
            right = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || "/_.:+-".indexOf(c) >= 0;
        }
        return right;
    }
}
