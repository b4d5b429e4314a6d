package topo.reconcilers.cgroup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import topo.kernel.cgroup.Controller;
import topo.api.ResourceId;
import topo.api.Resources;
import topo.api.net.NetnsName;

class CgroupKindTest {
    private static String fields(String entry) {
        return Documents.one(entry).fields().stream().map(field -> field.name() + "=" + field.value()).collect(Collectors.joining(" "));
    }

    @Test
    void readsEveryField() {
        assertEquals("memory.max=50M memory.high=40M memory.low=1M memory.min=512K memory.swapMax=0 cpu.max=0.5 cpu.weight=200 pids.max=100"
                + " cpuset.cpus=0-1,3 cpuset.mems=0 io.weight=50 io.max=[8:0 readBps=1M writeIops=20] namespaces=[blue, red]",
                fields("name: red, memory: { max: 50M, high: 40Mi, low: 1048576, min: 512K, swapMax: 0 }, cpu: { max: 0.5, weight: 200 },"
                        + " pids: { max: 100 }, cpuset: { cpus: '3,0,1', mems: 0 },"
                        + " io: { weight: 50, max: [{ device: '8:0', readBps: 1M, writeIops: 20 }] }, namespaces: [red, blue]"));
    }

    @Test
    void whatIsTheDefaultAnywayIsNoLimit() {
        assertEquals(Documents.one("name: red"), Documents.one("name: red, memory: { max: max, high: max, low: 0, min: 0, swapMax: max },"
                + " cpu: { max: max }, pids: { max: max }, io: { weight: 100, max: [{ device: '8:0', readBps: max }] },"
                + " namespaces: []"));
        assertEquals(Set.of(), Documents.one("name: red").limits().controllers());
        assertEquals(Set.of(Controller.CPU), Documents.one("name: red, cpu: { weight: 100 }").limits().controllers(), "to be weighed");
        assertEquals(Limits.UNLIMITED, Documents.one("name: red, memory: { low: max }").limits().memory().low());
    }

    @ParameterizedTest
    @CsvSource({"2,200000,2", "0.5,50000,0.5", "50%,50000,0.5", "150%,150000,1.5", "0.01,1000,0.01", "1.00001,100001,1.00001",
        "33.333%,33333,0.33333"})
    void readsCores(String text, long micros, String shown) {
        Limits.Quota max = Documents.one("name: red, cpu: { max: " + text + " }").limits().cpu().max();
        assertEquals(new Limits.Quota(micros, 100_000), max);
        assertEquals(shown, max.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "0.009", "-1", "1e3", ".5", "5.", "0.123456", "many", "50 %", "99999999", "0x1", "%", "NaN", "9000"})
    void refusesCores(String text) {
        List<String> problems = Documents.problems("name: red, cpu: { max: '" + text + "' }");
        assertEquals(1, problems.size());
        assertTrue(problems.get(0).startsWith("[0].cpu.max: "), problems.get(0));
    }

    @Test
    void reportsEveryProblemAtItsPlace() {
        assertEquals(List.of(
                "[0].name: the kernel keeps the name \"memory.max\" for a file in each cgroup",
                "[0].memory.max: at least one page (4096 bytes) is needed, found \"12\"",
                "[0].memory.hihg: unknown field (did you mean \"high\"?)",
                "[0].cpu.weight: 10001 is not between 1 and 10000",
                "[0].pids.max: expected a whole number from 0 to 4194304, found \"lots\"",
                "[0].cpuset.cpus: the range 3-1 ends before it starts, found \"3-1\"",
                "[0].io.max[0].device: expected a disk as /dev/sda or 8:0, found \"/etc/passwd\"",
                "[0].namespaces[0]: unknown namespace \"rde\" (did you mean \"red\"?)"),
                Documents.problems("name: a/memory.max, memory: { max: 12, hihg: 1M }, cpu: { weight: 10001 }, pids: { max: lots },"
                        + " cpuset: { cpus: 3-1 }, io: { max: [{ device: /etc/passwd }] }, namespaces: [rde]"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"../x", "a/../b", "/a", "a/", ".", "..", "-x", ".a", "a b", "a/b/c/d/e/f/g/h/i", "''", "a\\b", "tasks"})
    void refusesNames(String name) {
        List<String> problems = Documents.problems("name: " + name);
        assertEquals(1, problems.size(), problems.toString());
        assertTrue(problems.get(0).startsWith("[0].name: "), problems.get(0));
    }

    @Test
    void refusesDevicesThatLeaveDev() {
        for (String device : List.of("/dev/../etc/x", "/dev/./x", "dev/sda", "8:00", "8:", "/dev/", "/dev//x", "/dev/a b")) {
            assertEquals(1, Documents.problems("name: a, io: { max: [{ device: '" + device + "', readBps: 1M }] }").size(), device);
        }
    }

    @Test
    void aNamespaceHasOneCgroup() {
        assertEquals(List.of("[1]: cgroup for the processes of namespace red is declared already, in spec.cgroups[0]"),
                Documents.problems("name: a, namespaces: [red]", "name: b, namespaces: [red, blue]")
                        .stream().map(problem -> problem.replaceAll(" \\(line.*| at line.*", "")).toList());
        assertEquals(List.of("[0].namespaces: names namespace red twice"), Documents.problems("name: a, namespaces: [red, red]"));
    }

    @Test
    void twoTopologiesMayUseOneName() {
        assertEquals(Set.of(), Documents.one("name: a").claims());
    }

    @Test
    void aNameIsDeclaredOnce() {
        assertEquals(1, Documents.problems("name: a", "name: a, pids: { max: 1 }").size());
    }

    @Test
    void cpusAreThoseOfTheCgroupAbove() {
        assertEquals(List.of("[1].cpuset.cpus: 2 is not within the 0-1 of cgroup a, which it is in"),
                Documents.problems("name: a, cpuset: { cpus: 0-1 }", "name: a/b, cpuset: { cpus: 2 }"));
        assertEquals(List.of(), Documents.problems("name: a, cpuset: { cpus: 0-1 }", "name: a/b, cpuset: { cpus: 1 }"));
    }

    @Test
    void needsTheCgroupsAboveAndItsNamespaces() {
        Resources all = Documents.read("name: a", "name: a/b/c, namespaces: [red]").resources();
        assertEquals(Set.of(Cgroup.id("a"), new ResourceId("namespace", NetnsName.HOST, "red")),
                all.get(Cgroup.id("a/b/c")).orElseThrow().dependsOn(all));
    }

    @Test
    void limitsShowAsTheyAreWritten() {
        assertEquals("52428801", Limits.size(52428801));
        assertEquals("50M", Limits.size(52428800));
        assertEquals("1T", Limits.size(1L << 40));
        assertEquals("1024T", Limits.size(1L << 50));
        assertEquals("0", Limits.size(0));
        assertEquals("max", Limits.size(Limits.UNLIMITED));
    }

    @Test
    void sharesAndWeightsMapBothWays() {
        for (int weight = 1; weight <= 10_000; weight++) {
            assertEquals(weight, LegacyFiles.weight(LegacyFiles.shares(weight)));
        }
        assertEquals(1024, LegacyFiles.shares(null));
    }
}
