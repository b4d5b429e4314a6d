package topo.reconcilers.cgroup;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import topo.kernel.cgroup.CgroupDirectory;
import topo.kernel.cgroup.Controller;
import topo.kernel.cgroup.Hierarchy;
import topo.kernel.cgroup.IdSet;
import topo.reconcilers.cgroup.Limits.CpuLimits;
import topo.reconcilers.cgroup.Limits.CpusetLimits;
import topo.reconcilers.cgroup.Limits.IoLimits;
import topo.reconcilers.cgroup.Limits.MemoryLimits;
import topo.reconcilers.cgroup.Limits.Quota;
import topo.reconcilers.cgroup.Limits.Throttle;

/** What v2 files say, as recorded from Linux 6.1. */
class UnifiedFilesTest {
    @TempDir
    private Path folder;

    private void file(String name, String text) throws IOException {
        Files.writeString(folder.resolve(name), text);
    }

    private Limits read(Controller controller) {
        CgroupDirectory directory = new CgroupDirectory(new Hierarchy(folder, "", true, Set.of(Controller.values())), folder);
        return new UnifiedFiles().read(controller, directory, Limits.NONE, Limits.NONE);
    }

    @Test
    void aNewCgroupHasNoLimits() throws IOException {
        file("memory.max", "max\n");
        file("memory.high", "max\n");
        file("memory.low", "0\n");
        file("memory.min", "0\n");
        file("memory.swap.max", "max\n");
        file("cpu.max", "max 100000\n");
        file("cpu.weight", "100\n");
        file("pids.max", "max\n");
        file("cpuset.cpus", "\n");
        file("cpuset.mems", "\n");
        file("io.weight", "default 100\n");
        file("io.max", "");
        for (Controller controller : Controller.values()) {
            assertEquals(Limits.NONE, read(controller), controller.unifiedName());
        }
    }

    @Test
    void readsLimits() throws IOException {
        file("memory.max", "52428800\n");
        file("memory.high", "41943040\n");
        file("memory.low", "max\n");
        file("memory.min", "4096\n");
        file("cpu.max", "50000 100000\n");
        file("cpu.weight", "200\n");
        file("cpuset.cpus", "0-1,3\n");
        file("cpuset.mems", "0\n");
        file("io.weight", "default 50\n8:0 300\n");
        file("io.max", "8:16 rbps=2097152 wbps=max riops=max wiops=120\n8:0 rbps=max wbps=1 riops=max wiops=max\n");
        assertEquals(new MemoryLimits(52428800L, 41943040L, Limits.UNLIMITED, 4096L, null), read(Controller.MEMORY).memory());
        assertEquals(new CpuLimits(new Quota(50_000, 100_000), 200), read(Controller.CPU).cpu());
        assertEquals(new CpusetLimits(new IdSet("0,1,3"), new IdSet("0")), read(Controller.CPUSET).cpuset());
        assertEquals(new IoLimits(50, List.of(new Throttle("8:0", null, 1L, null, null), new Throttle("8:16", 2097152L, null, null, 120L))),
                read(Controller.IO).io());
    }

    @Test
    void aKernelWithoutIoCostHasNoWeight() throws IOException {
        file("io.max", "");
        assertEquals(IoLimits.NONE, read(Controller.IO).io());
    }
}
