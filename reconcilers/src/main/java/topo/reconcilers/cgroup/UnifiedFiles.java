package topo.reconcilers.cgroup;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import topo.kernel.cgroup.CgroupDirectory;
import topo.kernel.cgroup.Controller;
import topo.kernel.cgroup.IdSet;
import topo.reconcilers.cgroup.Limits.CpuLimits;
import topo.reconcilers.cgroup.Limits.CpusetLimits;
import topo.reconcilers.cgroup.Limits.IoLimits;
import topo.reconcilers.cgroup.Limits.MemoryLimits;
import topo.reconcilers.cgroup.Limits.Quota;
import topo.reconcilers.cgroup.Limits.Throttle;

/** Cgroup v2 (Linux Documentation/admin-guide/cgroup-v2.rst). */
final class UnifiedFiles implements LimitFiles {
    private static final String SWAP = "memory.swap.max";
    private static final String IO_WEIGHT = "io.weight";
    private static final String DEFAULT_WEIGHT = "default 100";

    @Override
    public Set<Controller> in(CgroupDirectory directory) {
        return Controller.named(directory.read("cgroup.controllers").split(" "), true);
    }

    @Override
    public Limits read(Controller controller, CgroupDirectory directory, Limits soFar, Limits wanted) {
        return switch (controller) {
            case MEMORY -> soFar.with(new MemoryLimits(most(directory.read("memory.max")), most(directory.read("memory.high")),
                    least(directory.read("memory.low")), least(directory.read("memory.min")), most(directory.find(SWAP))));
            case CPU -> soFar.with(new CpuLimits(quota(directory.read("cpu.max")),
                    wanted.cpu().known(Integer.parseInt(directory.read("cpu.weight")))));
            case PIDS -> soFar.withPids(most(directory.read("pids.max")));
            case CPUSET -> soFar.with(new CpusetLimits(ids(directory.read("cpuset.cpus")), ids(directory.read("cpuset.mems"))));
            case IO -> soFar.with(new IoLimits(ioWeight(directory.find(IO_WEIGHT)), throttles(directory.read("io.max"))));
        };
    }

    @Override
    public void write(Controller controller, CgroupDirectory directory, Limits to) {
        switch (controller) {
            case MEMORY -> writeMemory(directory, to.memory());
            case CPU -> {
                Quota max = to.cpu().max();
                directory.change("cpu.max", max == null ? "max " + Quota.PERIOD : max.micros() + " " + max.period());
                directory.change("cpu.weight", Integer.toString(to.cpu().weight() == null ? 100 : to.cpu().weight()));
            }
            case PIDS -> directory.change("pids.max", most(to.pids()));
            case CPUSET -> {
                directory.change("cpuset.cpus", to.cpuset().cpus() == null ? "" : to.cpuset().cpus().text());
                directory.change("cpuset.mems", to.cpuset().mems() == null ? "" : to.cpuset().mems().text());
            }
            case IO -> writeIo(directory, to.io());
        }
    }

    private static void writeMemory(CgroupDirectory directory, MemoryLimits to) {
        if (to.swapMax() != null || directory.has(SWAP)) {
            directory.change(SWAP, most(to.swapMax()));
        }
        directory.change("memory.min", least(to.min()));
        directory.change("memory.low", least(to.low()));
        directory.change("memory.high", most(to.high()));
        directory.change("memory.max", most(to.max()));
    }

    private static void writeIo(CgroupDirectory directory, IoLimits to) {
        if (to.weight() != null || directory.has(IO_WEIGHT)) {
            String weight = to.weight() == null ? DEFAULT_WEIGHT : "default " + to.weight();
            if (!(directory.read(IO_WEIGHT) + "\n").startsWith(weight + "\n")) {
                directory.write(IO_WEIGHT, weight);
            }
        }
        Map<String, Throttle> open = new LinkedHashMap<>();
        for (Throttle now : throttles(directory.read("io.max"))) {
            open.put(now.device(), now);
        }
        for (Throttle throttle : to.max()) {
            if (!throttle.equals(open.remove(throttle.device()))) {
                write(directory, throttle);
            }
        }
        for (String device : open.keySet()) {
            write(directory, new Throttle(device, null, null, null, null));
        }
    }

    private static void write(CgroupDirectory directory, Throttle to) {
        directory.write("io.max", to.device() + " rbps=" + most(to.readBps()) + " wbps=" + most(to.writeBps())
                + " riops=" + most(to.readIops()) + " wiops=" + most(to.writeIops()));
    }

    private static Long most(String text) {
        return text == null || text.equals("max") ? null : Long.valueOf(text);
    }

    private static String most(Long limit) {
        return limit == null ? "max" : Long.toString(limit);
    }

    private static Long least(String text) {
        return text.equals("0") ? null : text.equals("max") ? (Long) Limits.UNLIMITED : Long.valueOf(text);
    }

    private static String least(Long limit) {
        return limit == null ? "0" : limit == Limits.UNLIMITED ? "max" : Long.toString(limit);
    }

    private static Quota quota(String text) {
        String[] parts = text.split(" ");
        return parts[0].equals("max") ? null : new Quota(Long.parseLong(parts[0]), Long.parseLong(parts[1]));
    }

    private static Integer weight(String text) {
        return text.equals("100") ? null : Integer.valueOf(text);
    }

    /** Overrides for single devices may follow on further lines. */
    private static Integer ioWeight(String text) {
        if (text == null || !text.startsWith("default ")) {
            return null;
        }
        int end = text.indexOf('\n');
        return weight(text.substring("default ".length(), end < 0 ? text.length() : end));
    }

    private static IdSet ids(String text) {
        return text.isEmpty() ? null : new IdSet(text);
    }

    /** Lines such as {@code 8:0 rbps=1048576 wbps=max riops=max wiops=max}. */
    static List<Throttle> throttles(String text) {
        List<Throttle> found = new ArrayList<>();
        for (String line : text.split("\n")) {
            String[] words = line.split(" ");
            if (words.length > 1) {
                found.add(new Throttle(words[0], value(words, "rbps="), value(words, "wbps="), value(words, "riops="),
                        value(words, "wiops=")));
            }
        }
        return found;
    }

    private static Long value(String[] words, String key) {
        for (String word : words) {
            if (word.startsWith(key)) {
                return most(word.substring(key.length()));
            }
        }
        return null;
    }
}
