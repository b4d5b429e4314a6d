package topo.reconcilers.cgroup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import topo.api.ResourceId;
import topo.api.SurroundingsException;
import topo.kernel.cgroup.Controller;

/** Against the real kernel, whichever of v1 and v2 it has. */
class CgroupReconcilerTest {
    private static final List<String> NO_CHANGES = List.of();

    private TestHost host;

    @BeforeEach
    void start() throws Exception {
        assumeTrue(TestHost.isRoot(), "cgroups need root");
        host = new TestHost();
    }

    @AfterEach
    void stop() throws Exception {
        if (host != null) {
            host.close();
        }
    }

    private void need(Controller... controllers) {
        for (Controller controller : controllers) {
            assumeTrue(host.has(controller), "no " + controller.unifiedName() + " controller on this machine");
        }
    }

    private String memoryMax(String name) {
        return host.read(Controller.MEMORY, name, "memory.limit_in_bytes", "memory.max");
    }

    private String pidsMax(String name) {
        return host.read(Controller.PIDS, name, "pids.max", "pids.max");
    }

    @Test
    void fiftyMegabytesAreWhatTheKernelShows() {
        need(Controller.MEMORY);
        assertEquals(List.of("+ red"), host.apply("name: red, memory: { max: 50M }"));
        assertEquals("52428800", memoryMax("red"));
        assertEquals(NO_CHANGES, host.apply("name: red, memory: { max: 50M }"));
        assertEquals(List.of("- red"), host.apply());
        assertTrue(host.isClean());
    }

    @Test
    void limitsChangeInPlaceAndGoBackToDefaults() {
        need(Controller.MEMORY, Controller.CPU, Controller.PIDS, Controller.CPUSET);
        String full = "name: red, memory: { max: 50M }, cpu: { max: 50%, weight: 50 }, pids: { max: 10 }, cpuset: { cpus: 0 }";
        assertEquals(List.of("+ red"), host.apply(full));
        assertEquals(NO_CHANGES, host.apply(full));
        assertEquals("0", host.read(Controller.CPUSET, "red", "cpuset.cpus", "cpuset.cpus"));
        assertEquals(host.isLegacy(Controller.CPU) ? "512" : "50", host.read(Controller.CPU, "red", "cpu.shares", "cpu.weight"));
        assertEquals(host.isLegacy(Controller.CPU) ? "50000" : "50000 100000",
                host.read(Controller.CPU, "red", "cpu.cfs_quota_us", "cpu.max"));
        Object inode = inode(host.folder(Controller.PIDS, "red"));

        assertEquals(List.of("~ red memory.max:50M->60M cpu.max:0.5->1.25 pids.max:10->20"), host.apply("name: red, memory: { max: 60M },"
                + " cpu: { max: 1.25, weight: 50 }, pids: { max: 20 }, cpuset: { cpus: 0 }"));
        assertEquals("62914560", memoryMax("red"));
        assertEquals(List.of("~ red memory.max:60M->30M cpu.weight:50->null cpuset.cpus:0->null"),
                host.apply("name: red, memory: { max: 30M }, cpu: { max: 1.25 }, pids: { max: 20 }"));
        assertEquals("31457280", memoryMax("red"));
        assertEquals(List.of("~ red memory.max:30M->null cpu.max:1.25->null pids.max:20->null"), host.apply("name: red"));
        assertEquals("max", pidsMax("red"));
        assertEquals(host.isLegacy(Controller.MEMORY) ? "9223372036854771712" : "max", memoryMax("red"));
        assertEquals(host.isLegacy(Controller.CPU) ? "-1" : "max 100000", host.read(Controller.CPU, "red", "cpu.cfs_quota_us", "cpu.max"));
        assertEquals(inode, inode(host.folder(Controller.PIDS, "red")), "never replaced");
        assertEquals(NO_CHANGES, host.apply("name: red"));
    }

    /** In v1 a cgroup that is not in the hierarchy of the CPU is weighed with all others of the host, not with its neighbours. */
    @Test
    void theDefaultWeightIsWeighedToo() {
        need(Controller.CPU);
        assertEquals(List.of("+ share/heavy", "+ share/light"),
                host.apply("name: share/light, cpu: { weight: 100 }", "name: share/heavy, cpu: { weight: 300 }"));
        assertEquals(host.isLegacy(Controller.CPU) ? "1024" : "100", host.read(Controller.CPU, "share/light", "cpu.shares", "cpu.weight"));
        assertEquals(NO_CHANGES, host.apply("name: share/light, cpu: { weight: 100 }", "name: share/heavy, cpu: { weight: 300 }"));
        assertEquals(List.of("~ share/light cpu.weight:100->200"),
                host.apply("name: share/light, cpu: { weight: 200 }", "name: share/heavy, cpu: { weight: 300 }"));
        assertEquals(List.of("~ share/light cpu.weight:200->100"),
                host.apply("name: share/light, cpu: { weight: 100 }", "name: share/heavy, cpu: { weight: 300 }"));
        assertEquals(NO_CHANGES, host.apply("name: share/light", "name: share/heavy, cpu: { weight: 300 }"));
    }

    private static Object inode(Path path) {
        try {
            return Files.getAttribute(path, "unix:ino");
        } catch (java.io.IOException failure) {
            throw new java.io.UncheckedIOException(failure);
        }
    }

    @Test
    void sizesBetweenPagesConverge() {
        need(Controller.MEMORY);
        host.apply("name: red, memory: { max: 50000001 }");
        assertEquals(Long.toString(50000001 / 4096 * 4096), memoryMax("red"));
        assertEquals(NO_CHANGES, host.apply("name: red, memory: { max: 50000001 }"));
        assertEquals(NO_CHANGES, host.apply("name: red, memory: { max: 50000000 }"), "the same page");
    }

    @Test
    void memoryAndSwapMoveTogetherInBothDirections() {
        need(Controller.MEMORY);
        host.apply("name: red");
        assumeTrue(!host.isLegacy(Controller.MEMORY)
                || Files.exists(host.cgroups.layout().of(Controller.MEMORY).orElseThrow().root().resolve(LegacyFiles.MEMORY_AND_SWAP)),
                "no swap accounting on this machine");
        for (String limits : List.of("max: 50M, swapMax: 0", "max: 100M, swapMax: 10M", "max: 20M, swapMax: 20M", "max: 20M",
                "max: 300M, swapMax: 1M", "max: 10M, swapMax: 0")) {
            String entry = "name: red, memory: { " + limits + " }";
            assertEquals(1, host.apply(entry).size(), limits);
            assertEquals(NO_CHANGES, host.apply(entry), limits);
        }
        if (host.isLegacy(Controller.MEMORY)) {
            assertEquals("10485760", host.read(Controller.MEMORY, "red", LegacyFiles.MEMORY_AND_SWAP, ""));
        } else {
            assertEquals("0", host.read(Controller.MEMORY, "red", "", "memory.swap.max"));
        }
    }

    @Test
    void whatOthersChangedIsPutBack() {
        need(Controller.PIDS, Controller.CPU);
        String entry = "name: red, pids: { max: 10 }, cpu: { max: 2 }";
        host.apply(entry);
        TestHost.write(host.folder(Controller.PIDS, "red").resolve("pids.max"), "77");
        assertEquals(List.of("~ red pids.max:77->10"), host.apply(entry));
        assertEquals("10", pidsMax("red"));
        if (host.isLegacy(Controller.CPU)) {
            TestHost.write(host.folder(Controller.CPU, "red").resolve("cpu.cfs_period_us"), "50000");
        } else {
            TestHost.write(host.folder(Controller.CPU, "red").resolve("cpu.max"), "200000 50000");
        }
        assertEquals(List.of("~ red cpu.max:200000 us in 50000 us->2"), host.apply(entry));
        assertEquals(NO_CHANGES, host.apply(entry));
    }

    @Test
    void aMissingHierarchyIsMadeAgain() throws Exception {
        need(Controller.PIDS, Controller.MEMORY);
        String entry = "name: red, pids: { max: 10 }, memory: { max: 1M }";
        host.apply(entry);
        Files.delete(host.folder(Controller.PIDS, "red"));
        assertEquals(1, host.apply(entry).size());
        assertEquals("10", pidsMax("red"));
        assertEquals(NO_CHANGES, host.apply(entry));
    }

    @Test
    void nestedOnesAndTheLevelsBetween() {
        need(Controller.PIDS);
        assertEquals(List.of("+ a/b/c"), host.apply("name: a/b/c, pids: { max: 5 }"));
        assertEquals("5", pidsMax("a/b/c"));
        assertEquals(NO_CHANGES, host.apply("name: a/b/c, pids: { max: 5 }"), "a and a/b are no resources");
        assertEquals(List.of("~ a pids.max:null->9"), host.apply("name: a, pids: { max: 9 }", "name: a/b/c, pids: { max: 5 }"));
        assertEquals(List.of("- a"), host.apply("name: a/b/c, pids: { max: 5 }"));
        assertEquals("max", pidsMax("a"), "a level has no limits");
        assertEquals(NO_CHANGES, host.apply("name: a/b/c, pids: { max: 5 }"));
        assertEquals(List.of("- a/b/c", "+ a/d"), host.apply("name: a/d, pids: { max: 5 }"));
        assertFalse(Files.exists(host.folder(Controller.PIDS, "a/b")), "an empty level goes");
        assertEquals(List.of("- a/d"), host.apply());
        assertTrue(host.isClean());
    }

    @Test
    void cpusetsOfNestedOnesMoveInAnyDirection() {
        need(Controller.CPUSET);
        assumeTrue(Runtime.getRuntime().availableProcessors() >= 2, "needs two processors");
        String[][] steps = {{"0-1", "0"}, {"0", "0"}, {"1", "1"}, {"0-1", "0-1"}, {"0", "0"}, {"0-1", "1"}};
        for (String[] step : steps) {
            String[] entries = {"name: a, cpuset: { cpus: " + step[0] + " }", "name: a/b, cpuset: { cpus: " + step[1] + " }",
                "name: a/c, cpuset: { mems: 0 }"};
            host.apply(entries);
            assertEquals(step[0], host.read(Controller.CPUSET, "a", "cpuset.cpus", "cpuset.cpus"));
            assertEquals(step[1], host.read(Controller.CPUSET, "a/b", "cpuset.cpus", "cpuset.cpus"));
            assertEquals(step[0], host.read(Controller.CPUSET, "a/c", "cpuset.effective_cpus", "cpuset.cpus.effective"), "inherits");
            assertEquals(NO_CHANGES, host.apply(entries), step[0] + " " + step[1]);
        }
        host.apply("name: a/c, cpuset: { mems: 0 }");
        assertEquals(NO_CHANGES, host.apply("name: a/c, cpuset: { mems: 0 }"), "the level above has all again");
    }

    @Test
    void quotasOfNestedOnesMoveInAnyDirection() {
        need(Controller.CPU);
        String[][] steps = {{"2", "1"}, {"0.5", "0.25"}, {"max", "1.5"}, {"1", "1"}, {"3", "2"}};
        for (String[] step : steps) {
            String[] entries = {"name: a, cpu: { max: " + step[0] + " }", "name: a/b, cpu: { max: " + step[1] + " }"};
            host.apply(entries);
            assertEquals(NO_CHANGES, host.apply(entries), step[0] + " " + step[1]);
        }
    }

    @Test
    void diskLimitsComeAndGo() throws Exception {
        need(Controller.IO);
        Path disk = Path.of("/sys/block/vda/dev");
        assumeTrue(Files.exists(disk) && Files.exists(Path.of("/dev/vda")), "no disk /dev/vda on this machine");
        String numbers = TestHost.content(disk);
        String entry = "name: red, io: { max: [{ device: /dev/vda, readBps: 1M, writeIops: 100 }] }";
        assertEquals(List.of("+ red"), host.apply(entry));
        assertEquals(numbers + (host.isLegacy(Controller.IO) ? " 1048576" : " rbps=1048576 wbps=max riops=max wiops=100"),
                host.read(Controller.IO, "red", "blkio.throttle.read_bps_device", "io.max"));
        assertEquals(NO_CHANGES, host.apply(entry));
        assertEquals(List.of("~ red io.max:[" + numbers + " readBps=1M writeIops=100]->[" + numbers + " writeIops=100]"),
                host.apply("name: red, io: { max: [{ device: '" + numbers + "', writeIops: 100 }] }"));
        assertEquals(1, host.apply("name: red").size());
        assertEquals(NO_CHANGES, host.apply("name: red"));
    }

    @Test
    void whatV1LacksIsToldBeforeAnythingIsMade() {
        need(Controller.MEMORY);
        assumeTrue(host.isLegacy(Controller.MEMORY), "the memory controller is not v1 here");
        SurroundingsException lacking = assertThrows(SurroundingsException.class, () -> host.apply("name: red, pids: { max: 5 }",
                "name: blue, memory: { high: 1M, swapMax: 0 }"));
        String[] lines = lacking.getMessage().split("\n");
        assertEquals(2, lines.length, lacking.getMessage());
        assertTrue(lines[0].startsWith("cgroup blue: memory.high needs cgroup v2, and the memory controller is mounted as v1 here, at "));
        assertTrue(lines[1].startsWith("cgroup blue: memory.swapMax needs memory.max as well"));
        assertTrue(host.isClean());
        assertThrows(SurroundingsException.class, () -> host.apply("name: red, io: { max: [{ device: /dev/none, readBps: 1 }] }"));
    }

    @Test
    void whatTheKernelRefusesIsAFailureOfThatOneOnly() {
        need(Controller.CPUSET, Controller.PIDS);
        Map<ResourceId, String> failures = new LinkedHashMap<>();
        host.apply(failures, "name: a, cpuset: { cpus: 8000 }", "name: b, pids: { max: 7 }");
        assertEquals(List.of(Cgroup.id("a")), List.copyOf(failures.keySet()));
        String message = failures.get(Cgroup.id("a"));
        assertTrue(message.startsWith("create cgroup a: write \"8000\" to /"), message);
        assertTrue(message.contains("E"), message);
        assertTrue(message.contains("all must be on this machine and in the cgroup above, which has CPUs 0"), message);
        assertEquals("7", pidsMax("b"));
    }

    @Test
    void othersStayUntouched() throws Exception {
        need(Controller.PIDS);
        Path root = host.cgroups.layout().of(Controller.PIDS).orElseThrow().root();
        Files.createDirectories(root.resolve("topo/office/red"));
        Files.createDirectories(root.resolve("foreign"));
        host.apply("name: red, pids: { max: 5 }");
        host.apply();
        assertTrue(Files.exists(root.resolve("topo/office/red")));
        assertTrue(Files.exists(root.resolve("foreign")));
        assertFalse(Files.exists(root.resolve("topo/lab")));
    }

    @Test
    void undeclaredOnesInTheTopologysFolderGo() throws Exception {
        need(Controller.PIDS);
        host.apply("name: red, pids: { max: 5 }");
        Files.createDirectories(host.folder(Controller.PIDS, "mine/deep"));
        Files.createDirectories(host.folder(Controller.PIDS, "red/.odd"));
        assertEquals(List.of("- mine/deep"), host.apply("name: red, pids: { max: 5 }"));
        assertFalse(Files.exists(host.folder(Controller.PIDS, "mine")));
        assertEquals(List.of("- red"), host.apply());
        assertTrue(host.isClean());
    }

    @Test
    void whatACrashLeftGoes() throws Exception {
        need(Controller.PIDS);
        Files.createDirectories(host.cgroups.layout().of(Controller.PIDS).orElseThrow().root().resolve("topo/lab"));
        assertEquals(List.of("- ."), host.apply());
        assertTrue(host.isClean());
        assertEquals(NO_CHANGES, host.apply());
    }
}
