package topo.reconcilers.cgroup;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import topo.kernel.cgroup.CgroupDirectory;
import topo.kernel.cgroup.Controller;
import topo.kernel.cgroup.IdSet;
import topo.kernel.cgroup.LegacyCpuset;
import topo.kernel.cgroup.LegacyQuota;
import topo.reconcilers.cgroup.Limits.CpuLimits;
import topo.reconcilers.cgroup.Limits.CpusetLimits;
import topo.reconcilers.cgroup.Limits.IoLimits;
import topo.reconcilers.cgroup.Limits.MemoryLimits;
import topo.reconcilers.cgroup.Limits.Quota;
import topo.reconcilers.cgroup.Limits.Throttle;

/** Cgroup v1 (Linux Documentation/admin-guide/cgroup-v1). It has no memory.high, low and min and no I/O weight of its own. */
final class LegacyFiles implements LimitFiles {
    static final String MEMORY = "memory.limit_in_bytes";
    /** Memory and swap together; there only if swap is accounted for. */
    static final String MEMORY_AND_SWAP = "memory.memsw.limit_in_bytes";

    private static final String SHARES = "cpu.shares";
    private static final String[] THROTTLES = {"blkio.throttle.read_bps_device", "blkio.throttle.write_bps_device",
        "blkio.throttle.read_iops_device", "blkio.throttle.write_iops_device"};
    /** Without a limit the kernel shows the most whole pages below 2^63; no page is larger than this. */
    private static final long LARGEST_PAGE = 1 << 20;

    @Override
    public Set<Controller> in(CgroupDirectory directory) {
        return directory.hierarchy().controllers();
    }

    @Override
    public Limits read(Controller controller, CgroupDirectory directory, Limits soFar, Limits wanted) {
        return switch (controller) {
            case MEMORY -> soFar.with(memory(directory));
            case CPU -> soFar.with(cpu(directory, wanted.cpu()));
            case PIDS -> soFar.withPids(pids(directory.read("pids.max")));
            case CPUSET -> soFar.with(new CpusetLimits(ids(directory, LegacyCpuset.CPUS, wanted.cpuset().cpus()),
                    ids(directory, LegacyCpuset.MEMS, wanted.cpuset().mems())));
            case IO -> soFar.with(io(directory));
        };
    }

    @Override
    public void write(Controller controller, CgroupDirectory directory, Limits to) {
        switch (controller) {
            case MEMORY -> writeMemory(directory, to.memory());
            case CPU -> {
                Quota max = to.cpu().max();
                LegacyQuota.set(directory, max == null ? LegacyQuota.NONE : max.micros(), max == null ? Quota.PERIOD : max.period());
                directory.change(SHARES, Long.toString(shares(to.cpu().weight())));
            }
            case PIDS -> directory.change("pids.max", to.pids() == null ? "max" : Long.toString(to.pids()));
            case CPUSET -> {
                writeIds(directory, LegacyCpuset.CPUS, to.cpuset().cpus());
                writeIds(directory, LegacyCpuset.MEMS, to.cpuset().mems());
            }
            case IO -> writeIo(directory, to.io());
        }
    }

    private static MemoryLimits memory(CgroupDirectory directory) {
        Long max = bytes(directory.read(MEMORY));
        String both = directory.find(MEMORY_AND_SWAP);
        Long sum = both == null ? null : bytes(both);
        return new MemoryLimits(max, null, null, null, max == null || sum == null ? null : (Long) (sum - max));
    }

    private static Long bytes(String text) {
        long bytes = Long.parseLong(text);
        return bytes > Limits.UNLIMITED - LARGEST_PAGE ? null : (Long) bytes;
    }

    /** The kernel keeps memory at or below memory and swap at every moment, so the order depends on the direction. */
    private static void writeMemory(CgroupDirectory directory, MemoryLimits to) {
        String max = to.max() == null ? "-1" : Long.toString(to.max());
        String now = directory.find(MEMORY_AND_SWAP);
        if (now == null && to.swapMax() == null) {
            writeBytes(directory, MEMORY, to.max(), max);
            return;
        }
        Long sum = to.max() == null || to.swapMax() == null ? null : (Long) (to.max() + to.swapMax());
        String both = sum == null ? "-1" : Long.toString(sum);
        Long before = bytes(directory.read(MEMORY_AND_SWAP));
        boolean raised = before != null && (sum == null || sum > before);
        if (raised) {
            writeBytes(directory, MEMORY_AND_SWAP, sum, both);
        }
        writeBytes(directory, MEMORY, to.max(), max);
        if (!raised) {
            writeBytes(directory, MEMORY_AND_SWAP, sum, both);
        }
    }

    private static void writeBytes(CgroupDirectory directory, String file, Long bytes, String text) {
        Long now = bytes(directory.read(file));
        if (now == null ? bytes != null : !now.equals(bytes)) {
            directory.write(file, text);
        }
    }

    private static CpuLimits cpu(CgroupDirectory directory, CpuLimits wanted) {
        long quota = Long.parseLong(directory.read(LegacyQuota.QUOTA));
        Quota max = quota < 0 ? null : new Quota(quota, Long.parseLong(directory.read(LegacyQuota.PERIOD)));
        int weight = weight(Long.parseLong(directory.read(SHARES)));
        return new CpuLimits(max, wanted.known(weight));
    }

    /** A weight of 100 is the kernel's default of 1024 shares. */
    static long shares(Integer weight) {
        return weight == null ? 1024 : Math.max(2, weight * 1024L / 100);
    }

    /** The weight that makes these shares, or the next below: {@link #shares} rounds down. */
    static int weight(long shares) {
        return (int) ((shares * 100 + 1023) / 1024);
    }

    private static Long pids(String text) {
        return text.equals("max") ? null : Long.valueOf(text);
    }

    /** A set is inherited if it equals the parent's; one that is declared with just these numbers is told apart by {@code wanted}. */
    private static IdSet ids(CgroupDirectory directory, String file, IdSet wanted) {
        IdSet own = new IdSet(directory.read(file));
        return own.equals(wanted) || !own.equals(new IdSet(directory.parent().read(file))) ? own : null;
    }

    private static void writeIds(CgroupDirectory directory, String file, IdSet to) {
        LegacyCpuset.set(directory, file, to == null ? new IdSet(directory.parent().read(file)) : to);
    }

    private static IoLimits io(CgroupDirectory directory) {
        Map<String, Long[]> rates = rates(directory);
        return new IoLimits(null, rates.entrySet().stream().map(rate -> throttle(rate.getKey(), rate.getValue())).toList());
    }

    private static Throttle throttle(String device, Long[] rates) {
        return new Throttle(device, rates[0], rates[1], rates[2], rates[3]);
    }

    /** Each device's four rates, in the order of {@link #THROTTLES}. */
    private static Map<String, Long[]> rates(CgroupDirectory directory) {
        Map<String, Long[]> rates = new LinkedHashMap<>();
        for (int i = 0; i < THROTTLES.length; i++) {
            String text = directory.read(THROTTLES[i]);
            for (String line : text.isEmpty() ? new String[0] : text.split("\n")) {
                int space = line.indexOf(' ');
                Long rate = Long.valueOf(line.substring(space + 1));
                rates.computeIfAbsent(line.substring(0, space), device -> new Long[THROTTLES.length])[i] = rate;
            }
        }
        return rates;
    }

    private static void writeIo(CgroupDirectory directory, IoLimits to) {
        Map<String, Long[]> now = rates(directory);
        Map<String, Long[]> wanted = new LinkedHashMap<>();
        for (Throttle throttle : to.max()) {
            wanted.put(throttle.device(),
                    new Long[] {throttle.readBps(), throttle.writeBps(), throttle.readIops(), throttle.writeIops()});
        }
        TreeSet<String> devices = new TreeSet<>(now.keySet());
        devices.addAll(wanted.keySet());
        for (String device : devices) {
            for (int i = 0; i < THROTTLES.length; i++) {
                long before = rate(now.get(device), i);
                long after = rate(wanted.get(device), i);
                if (before != after) {
                    directory.write(THROTTLES[i], device + " " + after);
                }
            }
        }
    }

    /** 0 takes a limit away. */
    private static long rate(Long[] rates, int i) {
        return rates == null || rates[i] == null ? 0 : rates[i];
    }
}
