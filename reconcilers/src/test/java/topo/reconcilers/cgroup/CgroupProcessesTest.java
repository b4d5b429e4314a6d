package topo.reconcilers.cgroup;

import static org.awaitility.Awaitility.await;
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
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import topo.api.ResourceId;
import topo.api.SurroundingsException;
import topo.kernel.cgroup.Controller;

/** Real processes in real network namespaces, below cgroups made for the test. */
class CgroupProcessesTest {
    private static final List<String> NO_CHANGES = List.of();
    private static final int SIGKILL = 9;

    private TestHost host;

    @BeforeEach
    void start() throws Exception {
        assumeTrue(TestHost.isRoot(), "cgroups and namespaces need root");
        host = new TestHost();
        assumeTrue(host.has(Controller.PIDS) && host.has(Controller.MEMORY), "no pids or memory controller on this machine");
    }

    @AfterEach
    void stop() throws Exception {
        if (host != null) {
            host.close();
        }
    }

    private static void awaitEnd(Process process) throws InterruptedException {
        assertTrue(process.waitFor(20, TimeUnit.SECONDS), "still runs");
    }

    @Test
    void theProcessesOfANamespaceAreKeptInside() throws Exception {
        Process anchor = host.namespace("red");
        Process other = host.namespace("blue");
        String before = host.cgroupOf(other, Controller.PIDS);
        String entry = "name: red, namespaces: [red], pids: { max: 50 }, memory: { max: 50M }";
        assertEquals(List.of("+ red"), host.apply(entry));
        assertEquals("/topo/lab/red", host.cgroupOf(anchor, Controller.PIDS));
        assertEquals("/topo/lab/red", host.cgroupOf(anchor, Controller.MEMORY));
        assertEquals(before, host.cgroupOf(other, Controller.PIDS), "not of this namespace");
        assertEquals(NO_CHANGES, host.apply(entry));

        Process late = host.inside("red", "sleep", "60");
        awaitMove(late);
        assertEquals(List.of("~ red processes outside:1->null"), host.apply(entry));
        assertEquals("/topo/lab/red", host.cgroupOf(late, Controller.PIDS));
        assertEquals(NO_CHANGES, host.apply(entry));
    }

    /** nsenter enters the namespace some time after it was started. */
    private void awaitMove(Process process) throws Exception {
        var own = Files.readSymbolicLink(Path.of("/proc/self/ns/net"));
        for (int i = 0; i < 500 && Files.readSymbolicLink(Path.of("/proc/" + process.pid() + "/ns/net")).equals(own); i++) {
            Thread.sleep(10);
        }
    }

    @Test
    void withoutLimitsThereIsACgroupTooAndOneBelowIsInside() throws Exception {
        Process anchor = host.namespace("red");
        host.apply("name: red, namespaces: [red]", "name: red/part");
        Controller home = Controller.PIDS;
        assertEquals("/topo/lab/red", host.cgroupOf(anchor, home));
        TestHost.write(host.folder(home, "red/part").resolve("cgroup.procs"), Long.toString(anchor.pid()));
        assertEquals(NO_CHANGES, host.apply("name: red, namespaces: [red]", "name: red/part"));
        assertEquals("/topo/lab/red/part", host.cgroupOf(anchor, home));
    }

    @Test
    void manyForkingProcessesAllComeIn() throws Exception {
        host.namespace("red");
        Process shell = host.inside("red", "sh", "-c", "for i in 1 2 3 4 5 6 7 8 9 10; do sleep 60 & done; while :; do sleep 0.01; done");
        awaitMove(shell);
        await().until(() -> shell.descendants().count() >= 10);
        String entry = "name: red, namespaces: [red], pids: { max: 500 }";
        host.apply(entry);
        assertEquals(NO_CHANGES, host.apply(entry));
        assertTrue(TestHost.content(host.folder(Controller.PIDS, "red").resolve("cgroup.procs")).split("\n").length >= 12);
    }

    /** The kernel shows a process that is ending at the root of a v1 hierarchy. */
    @Test
    void processesThatEndAreNotOutside() throws Exception {
        host.namespace("red");
        Process shell = host.inside("red", "sh", "-c", "while :; do (:); (:); done");
        awaitMove(shell);
        String entry = "name: red, namespaces: [red], pids: { max: 500 }";
        host.apply(entry);
        for (int i = 0; i < 300; i++) {
            assertEquals(NO_CHANGES, host.apply(entry));
        }
    }

    @Test
    void deletingMovesProcessesOutAndEndsNone() throws Exception {
        Process anchor = host.namespace("red");
        host.apply("name: a/red, namespaces: [red], pids: { max: 50 }, memory: { max: 50M }");
        assertEquals(List.of("- a/red"), host.apply());
        assertTrue(anchor.isAlive());
        assertFalse(host.cgroupOf(anchor, Controller.PIDS).contains("topo/lab"));
        assertFalse(Files.exists(host.folder(Controller.PIDS, "")));
        if (host.isLegacy(Controller.PIDS)) {
            assertEquals("", host.cgroupOf(anchor, Controller.PIDS), "at the root, as without topo");
            assertTrue(host.isClean());
        }
    }

    @Test
    void aNamespaceMovesToAnotherCgroup() throws Exception {
        Process anchor = host.namespace("red");
        Process stays = host.namespace("blue");
        host.apply("name: a, namespaces: [red, blue], pids: { max: 50 }");
        assertEquals(List.of("~ a namespaces:[blue, red]->[blue]", "+ b"),
                host.apply("name: a, namespaces: [blue], pids: { max: 50 }", "name: b, namespaces: [red], pids: { max: 60 }"));
        assertEquals("/topo/lab/b", host.cgroupOf(anchor, Controller.PIDS));
        assertEquals("/topo/lab/a", host.cgroupOf(stays, Controller.PIDS));
        String[] both = {"name: a, namespaces: [red, blue], pids: { max: 50 }", "name: b, pids: { max: 60 }"};
        host.apply(both);
        assertEquals("/topo/lab/a", host.cgroupOf(anchor, Controller.PIDS));
        assertEquals(NO_CHANGES, host.apply(both));
    }

    @Test
    void aNamespaceThatIsDroppedLeavesTheCgroup() throws Exception {
        Process anchor = host.namespace("red");
        Process byHand = host.start("sleep", "60");
        host.apply("name: a, namespaces: [red], pids: { max: 50 }");
        TestHost.write(host.folder(Controller.PIDS, "a").resolve("cgroup.procs"), Long.toString(byHand.pid()));
        assertEquals(List.of("~ a namespaces:[red]->null"), host.apply("name: a, pids: { max: 50 }"));
        assertFalse(host.cgroupOf(anchor, Controller.PIDS).contains("/topo/lab"));
        assertEquals("/topo/lab/a", host.cgroupOf(byHand, Controller.PIDS), "put there by someone else");
        assertEquals(NO_CHANGES, host.apply("name: a, pids: { max: 50 }"));
    }

    @Test
    void theKernelEndsWhatTakesMore() throws Exception {
        host.namespace("red");
        String entry = "name: red, namespaces: [red], memory: { max: 50M, swapMax: 0 }";
        assumeTrue(!host.isLegacy(Controller.MEMORY)
                || Files.exists(host.cgroups.layout().of(Controller.MEMORY).orElseThrow().root().resolve(LegacyFiles.MEMORY_AND_SWAP)),
                "no swap accounting on this machine");
        Process modest = host.inside("red", "python3", "-c", "import sys; sys.stdin.readline(); x = b'x' * (20 << 20); print(len(x))");
        Process hog = host.inside("red", "python3", "-c", "import sys; sys.stdin.readline(); x = b'x' * (200 << 20); print(len(x))");
        awaitMove(modest);
        awaitMove(hog);
        host.apply(entry);
        for (Process process : List.of(modest, hog)) {
            process.getOutputStream().write('\n');
            process.getOutputStream().flush();
            awaitEnd(process);
        }
        assertEquals(0, modest.exitValue());
        assertEquals(128 + SIGKILL, hog.exitValue());
    }

    @Test
    void v1RefusesLessMemoryThanIsInUse() throws Exception {
        assumeTrue(host.isLegacy(Controller.MEMORY), "the memory controller is not v1 here");
        host.namespace("red");
        Process user = host.inside("red", "python3", "-c", "import sys; sys.stdin.readline(); x = b'x' * (60 << 20); print(1, flush=True);"
                + " sys.stdin.readline()");
        awaitMove(user);
        host.apply("name: red, namespaces: [red], memory: { max: 100M, swapMax: 0 }");
        user.getOutputStream().write('\n');
        user.getOutputStream().flush();
        assertEquals('1', user.getInputStream().read());
        Map<ResourceId, String> failures = new LinkedHashMap<>();
        host.apply(failures, "name: red, namespaces: [red], memory: { max: 10M, swapMax: 0 }");
        String message = failures.get(Cgroup.id("red"));
        assertTrue(message.contains("memory.limit_in_bytes: EBUSY: Device or resource busy; the processes inside use more"), message);
        assertTrue(user.isAlive());
    }

    @Test
    void v2HasProcessesInLeavesOnly() throws Exception {
        assumeTrue(!host.isLegacy(Controller.MEMORY), "the memory controller is not v2 here");
        SurroundingsException both = assertThrows(SurroundingsException.class,
                () -> host.apply("name: a, namespaces: [red]", "name: a/b, memory: { max: 50M }"));
        String rule = "cgroup a/b: it has limits and is in cgroup a, which holds processes itself";
        assertTrue(both.getMessage().startsWith(rule), both.getMessage());

        Process stray = host.start("sleep", "60");
        host.apply("name: a");
        TestHost.write(host.folder(Controller.MEMORY, "").resolve("cgroup.procs"), Long.toString(stray.pid()));
        Map<ResourceId, String> failures = new LinkedHashMap<>();
        host.apply(failures, "name: a, memory: { max: 50M }");
        String message = failures.get(Cgroup.id("a"));
        assertTrue(message.contains("subtree_control: EBUSY: Device or resource busy; cgroup v2 gives controllers"), message);
        assertTrue(message.contains("and 1 is in " + host.root), message);
    }

    @Test
    void pidsMaxHoldsForks() throws Exception {
        host.namespace("red");
        Process shell = host.inside("red", "sh", "-c", "read go; sleep 5 & sleep 5 & sleep 5 & sleep 5 & wait; echo done");
        awaitMove(shell);
        host.apply("name: red, namespaces: [red], pids: { max: 3 }");
        shell.getOutputStream().write('\n');
        shell.getOutputStream().flush();
        awaitEnd(shell);
        String said = new String(shell.getInputStream().readAllBytes());
        assertTrue(said.contains("fork"), said);
    }

    @Test
    void joinPutsAProcessIntoEachHierarchyOfTheCgroup() throws Exception {
        host.apply("name: red, pids: { max: 50 }, memory: { max: 50M }");
        Process process = host.start("sleep", "60");
        int joined = host.cgroups.join(Cgroup.path("lab", "red"), (int) process.pid());
        assertEquals(host.isLegacy(Controller.PIDS) ? 2 : 1, joined);
        assertEquals("/topo/lab/red", host.cgroupOf(process, Controller.PIDS));
        assertEquals("/topo/lab/red", host.cgroupOf(process, Controller.MEMORY));
        assertEquals(0, host.cgroups.join(Cgroup.path("lab", "none"), (int) process.pid()));
    }
}
