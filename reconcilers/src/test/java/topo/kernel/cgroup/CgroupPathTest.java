package topo.kernel.cgroup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CgroupPathTest {
    @ParameterizedTest
    @ValueSource(strings = {"", "/", "/a", "a/", "a//b", ".", "..", "a/..", "../a", "a/./b", ".hidden", "-x", "_x", "a b", "a\nb", "a\0",
        "é", "memory.max", "a/cgroup.procs", "tasks", "notify_on_release", "release_agent", "pids.max", "io.weight", "a*b", "a%b"})
    void refusesWhatLeavesTheRootOrIsAFile(String path) {
        assertThrows(IllegalArgumentException.class, () -> new CgroupPath(path));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "topo/office/red", "a.b", "memory", "memoryx.max", "red.service", "0", "A-b_c.9", "tasks2"})
    void takesNames(String path) {
        assertEquals(path, new CgroupPath(path).text());
    }

    @Test
    void levelsHaveALength() {
        assertTrue(CgroupPath.isLevel("a".repeat(63)));
        assertThrows(IllegalArgumentException.class, () -> new CgroupPath("a".repeat(64)));
    }
}
