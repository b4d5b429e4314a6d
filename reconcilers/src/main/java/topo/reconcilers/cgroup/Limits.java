package topo.reconcilers.cgroup;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import topo.api.Field;
import topo.kernel.cgroup.Controller;
import topo.kernel.cgroup.IdSet;

/**
 * All limits of one cgroup, in the terms of cgroup v2 (Linux Documentation/admin-guide/cgroup-v2.rst). Null stands for the kernel's
 * default everywhere, so that a limit that is not declared and one that was never set are equal.
 */
public record Limits(MemoryLimits memory, CpuLimits cpu, Long pids, CpusetLimits cpuset, IoLimits io) {
    public static final Limits NONE = new Limits(MemoryLimits.NONE, CpuLimits.NONE, null, CpusetLimits.NONE, IoLimits.NONE);

    /** Written "max": as much as there is. For max, high and swapMax that is the default, and null. */
    public static final long UNLIMITED = Long.MAX_VALUE;

    /** Bytes. {@code low} and {@code min} may be {@link #UNLIMITED}; their default is 0. {@code swapMax} counts swap alone, as in v2. */
    public record MemoryLimits(Long max, Long high, Long low, Long min, Long swapMax) {
        public static final MemoryLimits NONE = new MemoryLimits(null, null, null, null, null);
    }

    /**
     * {@code weight}: 1 to 10000, 100 by default; one that is declared as 100 is no default, as in v1 only a cgroup that needs the controller
     * is weighed against its neighbours at all.
     */
    public record CpuLimits(Quota max, Integer weight) {
        public static final CpuLimits NONE = new CpuLimits(null, null);

        /** What a weight that was found is, where these are wanted. */
        Integer known(int found) {
            return found == 100 && weight == null ? null : (Integer) found;
        }
    }

    /** So many microseconds of CPU time in each period of so many microseconds. */
    public record Quota(long micros, long period) {
        public static final long PERIOD = 100_000;

        /** Cores, as a document says it. */
        @Override
        public String toString() {
            if (period != PERIOD) {
                return micros + " us in " + period + " us";
            }
            String digits = Long.toString(PERIOD + micros % PERIOD).substring(1);
            int end = digits.length();
            while (end > 0 && digits.charAt(end - 1) == '0') {
                end--;
            }
            return micros / PERIOD + (end == 0 ? "" : "." + digits.substring(0, end));
        }
    }

    public record CpusetLimits(IdSet cpus, IdSet mems) {
        public static final CpusetLimits NONE = new CpusetLimits(null, null);
    }

    /** {@code weight}: 1 to 10000, 100 by default. {@code max}: at most one of each device. */
    public record IoLimits(Integer weight, List<Throttle> max) {
        public static final IoLimits NONE = new IoLimits(null, List.of());

        public IoLimits {
            List<Throttle> sorted = new ArrayList<>(max);
            sorted.removeIf(throttle -> throttle.equals(new Throttle(throttle.device, null, null, null, null)));
            sorted.sort(Comparator.comparing(Throttle::device));
            max = List.copyOf(sorted);
        }
    }

    /** Bytes and operations a second. {@code device}: {@code 8:0}, or the path of a device file until that is looked up. */
    public record Throttle(String device, Long readBps, Long writeBps, Long readIops, Long writeIops) {
        @Override
        public String toString() {
            StringBuilder text = new StringBuilder(device);
            append(text, " readBps=", readBps == null ? null : size(readBps));
            append(text, " writeBps=", writeBps == null ? null : size(writeBps));
            append(text, " readIops=", readIops);
            append(text, " writeIops=", writeIops);
            return text.toString();
        }

        private static void append(StringBuilder text, String name, Object value) {
            if (value != null) {
                text.append(name).append(value);
            }
        }
    }

    public Limits with(MemoryLimits other) {
        return new Limits(other, cpu, pids, cpuset, io);
    }

    public Limits with(CpuLimits other) {
        return new Limits(memory, other, pids, cpuset, io);
    }

    public Limits withPids(Long other) {
        return new Limits(memory, cpu, other, cpuset, io);
    }

    public Limits with(CpusetLimits other) {
        return new Limits(memory, cpu, pids, other, io);
    }

    public Limits with(IoLimits other) {
        return new Limits(memory, cpu, pids, cpuset, other);
    }

    /** Those that a limit needs. */
    public Set<Controller> controllers() {
        Set<Controller> needed = EnumSet.noneOf(Controller.class);
        add(needed, Controller.MEMORY, !memory.equals(MemoryLimits.NONE));
        add(needed, Controller.CPU, !cpu.equals(CpuLimits.NONE));
        add(needed, Controller.PIDS, pids != null);
        add(needed, Controller.CPUSET, !cpuset.equals(CpusetLimits.NONE));
        add(needed, Controller.IO, !io.equals(IoLimits.NONE));
        return needed;
    }

    private static void add(Set<Controller> needed, Controller controller, boolean isSet) {
        if (isSet) {
            needed.add(controller);
        }
    }

    /** The limits that are set, each as a document says it. */
    List<Field> fields() {
        List<Field> fields = new ArrayList<>();
        addSize(fields, "memory.max", memory.max);
        addSize(fields, "memory.high", memory.high);
        addSize(fields, "memory.low", memory.low);
        addSize(fields, "memory.min", memory.min);
        addSize(fields, "memory.swapMax", memory.swapMax);
        add(fields, "cpu.max", cpu.max == null ? null : cpu.max.toString());
        add(fields, "cpu.weight", cpu.weight);
        add(fields, "pids.max", pids);
        add(fields, "cpuset.cpus", cpuset.cpus == null ? null : cpuset.cpus.text());
        add(fields, "cpuset.mems", cpuset.mems == null ? null : cpuset.mems.text());
        add(fields, "io.weight", io.weight);
        add(fields, "io.max", io.max.isEmpty() ? null : io.max.stream().map(Throttle::toString).toList());
        return fields;
    }

    private static void add(List<Field> fields, String name, Object value) {
        if (value != null) {
            fields.add(new Field(name, value));
        }
    }

    private static void addSize(List<Field> fields, String name, Long bytes) {
        add(fields, name, bytes == null ? null : size(bytes));
    }

    /** {@code 50M} for whole units, else the bytes. */
    static String size(long bytes) {
        if (bytes == UNLIMITED) {
            return "max";
        }
        String units = "KMGT";
        int unit = -1;
        long left = bytes;
        while (left != 0 && left % 1024 == 0 && unit < units.length() - 1) {
            left /= 1024;
            unit++;
        }
        return unit < 0 ? Long.toString(left) : left + units.substring(unit, unit + 1);
    }
}
