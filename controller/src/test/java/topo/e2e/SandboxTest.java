package topo.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** A test of the tests' ground: what happens in a sandbox stays there and ends with it. */
class SandboxTest {

    @Test
    void nothingGetsOutOrStays() throws IOException {
        String links = outside("ip", "-o", "link");
        String rules = outside("iptables", "-t", "nat", "-S");
        String namespaces = outside("ls", "/run/netns");
        Path folder;
        CgroupRoots cgroups;
        Sandbox.Running sleeper;
        try (Sandbox box = Sandbox.open()) {
            folder = box.folder();
            cgroups = box.cgroups();
            box.sh("ip netns add red; ip link add br0 type bridge; iptables -t nat -A POSTROUTING -j MASQUERADE; touch /run/x /var/lib/x");
            sleeper = box.start("red", "sleep", "1000");
            for (CgroupRoots.Root root : cgroups.all()) {
                // A new folder of version 1's cpuset controller takes no process.
                if (Files.exists(root.folder().resolve("cpuset.cpus")) && !root.isV2()) {
                    continue;
                }
                String inside = root.place() + "/inside";
                box.sh("mkdir " + inside + " && echo " + sleeper.process().pid() + " > " + inside + "/cgroup.procs");
            }
            assertNotEquals(links, box.sh("ip -o link"));
            assertEquals(links, outside("ip", "-o", "link"));
        }
        assertFalse(sleeper.process().isAlive());
        assertEquals(links, outside("ip", "-o", "link"));
        assertEquals(rules, outside("iptables", "-t", "nat", "-S"));
        assertEquals(namespaces, outside("ls", "/run/netns"));
        assertFalse(Files.exists(folder));
        cgroups.all().forEach(root -> assertFalse(Files.exists(root.folder()), root.folder()::toString));
    }

    private static String outside(String... command) throws IOException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        return new String(process.getInputStream().readAllBytes());
    }
}
