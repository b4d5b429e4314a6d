package topo.kernel.cgroup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ProcessCgroupsTest {
    private static final ProcessCgroups WHERE = new ProcessCgroups("""
            9:name=systemd:/
            8:pids:/base/topo/lab/red/deep
            3:cpu,cpuacct:/topo/lab/red:odd
            2:cpuset:/
            0::/topo/lab/redder
            """);
    private static final CgroupPath RED = new CgroupPath("topo/lab/red");

    private static Hierarchy legacy(String path, Controller controller) {
        return new Hierarchy(Path.of("/x"), path, false, Set.of(controller));
    }

    @Test
    void findsTheLineOfAHierarchy() {
        assertEquals("/base/topo/lab/red/deep", WHERE.pathIn(legacy("", Controller.PIDS)));
        assertEquals("/topo/lab/red:odd", WHERE.pathIn(legacy("", Controller.CPU)));
        assertEquals("/", WHERE.pathIn(legacy("", Controller.CPUSET)));
        assertEquals("/topo/lab/redder", WHERE.pathIn(new Hierarchy(Path.of("/x"), "", true, Set.of())));
        assertNull(WHERE.pathIn(legacy("", Controller.MEMORY)));
    }

    @Test
    void insideMeansInOrBelow() {
        assertTrue(WHERE.isInside(legacy("/base", Controller.PIDS), RED));
        assertFalse(WHERE.isIn(legacy("/base", Controller.PIDS), RED));
        assertTrue(WHERE.isIn(legacy("/base", Controller.PIDS), RED.child("deep")));
        assertFalse(WHERE.isInside(legacy("", Controller.PIDS), RED), "another root");
        assertFalse(WHERE.isInside(new Hierarchy(Path.of("/x"), "", true, Set.of()), RED), "only the start of a name");
        assertFalse(WHERE.isInside(legacy("", Controller.MEMORY), RED), "not listed");
    }
}
