package topo.kernel.cgroup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CgroupLayoutTest {
    private static final String OTHERS = """
            22 27 0:20 / /sys rw,nosuid,nodev,noexec,relatime shared:7 - sysfs sysfs rw
            90 25 0:4 net:[4026532281] /run/netns/red rw shared:90 - nsfs nsfs rw
            """;

    @TempDir
    private Path folder;
    private final Map<Path, Long> devices = new HashMap<>();

    private CgroupLayout detect(Path root, String mountinfo) {
        return CgroupLayout.detect(root, mountinfo, path -> devices.getOrDefault(path, -1L));
    }

    private String mount(int id, int minor, String root, Path point, String type, String options) {
        devices.put(point, (long) minor);
        return id + " 26 0:" + minor + " " + root + " " + point + " rw,nosuid shared:9 master:3 - " + type + " cgroup " + options + "\n";
    }

    private Path real(String name) throws IOException {
        return Files.createDirectories(folder.toRealPath().resolve(name));
    }

    private static Hierarchy of(CgroupLayout layout, Controller controller) {
        return layout.of(controller).orElseThrow();
    }

    @Test
    void onlyV2() throws IOException {
        Path root = real("");
        Files.writeString(root.resolve("cgroup.controllers"), "cpuset cpu io memory hugetlb pids rdma misc\n");
        CgroupLayout layout = detect(root, OTHERS + mount(30, 26, "/", root, "cgroup2", "rw,nsdelegate,memory_recursiveprot"));
        assertEquals(1, layout.hierarchies().size());
        assertEquals(new Hierarchy(root, "", true, Set.of(Controller.values())), layout.hierarchies().get(0));
        assertEquals(layout.hierarchies().get(0), layout.home().orElseThrow());
    }

    @Test
    void v2GivesOnlyWhatItLists() throws IOException {
        Path root = real("");
        Files.writeString(root.resolve("cgroup.controllers"), "cpu pids\n");
        CgroupLayout layout = detect(root, mount(30, 26, "/", root, "cgroup2", "rw"));
        assertTrue(layout.of(Controller.PIDS).isPresent());
        assertFalse(layout.of(Controller.MEMORY).isPresent());
        assertFalse(layout.of(Controller.CPUSET).isPresent(), "cpuset is not cpu");
    }

    @Test
    void v1WithControllersMountedTogether() throws IOException {
        CgroupLayout layout = detect(real(""), OTHERS
                + mount(31, 31, "/", real("systemd"), "cgroup", "rw,xattr,name=systemd")
                + mount(32, 32, "/", real("cpu,cpuacct"), "cgroup", "rw,cpu,cpuacct")
                + mount(33, 33, "/", real("cpuset"), "cgroup", "rw,cpuset,clone_children")
                + mount(34, 34, "/", real("blkio"), "cgroup", "rw,blkio")
                + mount(35, 35, "/", real("pids"), "cgroup", "rw,pids"));
        assertEquals(4, layout.hierarchies().size(), "systemd's has no controller");
        assertEquals(real("cpu,cpuacct"), of(layout, Controller.CPU).root());
        assertEquals(real("cpuset"), of(layout, Controller.CPUSET).root());
        assertEquals(real("blkio"), of(layout, Controller.IO).root());
        assertFalse(of(layout, Controller.CPU).unified());
        assertFalse(layout.of(Controller.MEMORY).isPresent());
        assertEquals(of(layout, Controller.PIDS), layout.home().orElseThrow());
    }

    @Test
    void hybridTakesFromV2WhatIsNotInV1() throws IOException {
        Files.writeString(real("unified").resolve("cgroup.controllers"), "memory io\n");
        CgroupLayout layout = detect(real(""), mount(31, 31, "/", real("unified"), "cgroup2", "rw")
                + mount(32, 32, "/", real("pids"), "cgroup", "rw,pids"));
        assertTrue(of(layout, Controller.MEMORY).unified());
        assertFalse(of(layout, Controller.PIDS).unified());
        assertEquals(of(layout, Controller.PIDS), layout.home().orElseThrow());
    }

    @Test
    void bindMountOfAPartHasThatPartsPath() throws IOException {
        CgroupLayout layout = detect(real(""), mount(31, 31, "/docker/4711\\040x", real("memory"), "cgroup", "rw,memory"));
        assertEquals("/docker/4711 x", of(layout, Controller.MEMORY).path());
    }

    @Test
    void hiddenMountsDoNotCount() throws IOException {
        String below = mount(31, 31, "/", real("memory"), "cgroup", "rw,memory");
        String above = mount(32, 32, "/sub", real("memory"), "cgroup", "rw,memory");
        CgroupLayout layout = detect(real(""), below + above + mount(33, 33, "/", real("pids"), "cgroup", "rw,pids"));
        assertEquals("/sub", of(layout, Controller.MEMORY).path());
        devices.put(real("pids"), 99L);
        assertFalse(detect(real(""), below + above + mount(33, 33, "/", real("pids"), "cgroup", "rw,pids").replace("0:33", "0:77"))
                .of(Controller.PIDS).isPresent());
    }

    @Test
    void sameFolderMountedTwiceTheLastIsOnTop() throws IOException {
        String below = mount(31, 31, "/", real("memory"), "cgroup", "rw,memory");
        String above = mount(32, 31, "/sub", real("memory"), "cgroup", "rw,memory");
        assertEquals("/sub", of(detect(real(""), below + above), Controller.MEMORY).path());
    }

    @Test
    void mountsElsewhereDoNotCount() throws IOException {
        assertEquals(List.of(), detect(real("own"), mount(31, 31, "/", real("other"), "cgroup", "rw,memory")).hierarchies());
    }

    @Test
    void folderInsideOfAHierarchy() throws IOException {
        String outer = mount(30, 25, "/", real(""), "tmpfs", "rw");
        String mount = mount(31, 31, "/base", real("memory"), "cgroup", "rw,memory");
        Path inside = real("memory/a/b");
        devices.put(inside, 31L);
        CgroupLayout layout = detect(inside, outer + mount);
        assertEquals(List.of(new Hierarchy(inside, "/base/a/b", false, Set.of(Controller.MEMORY))), layout.hierarchies());
    }

    @Test
    void folderOfLinksIntoHierarchies() throws IOException {
        String memory = mount(31, 31, "/", real("memory"), "cgroup", "rw,memory");
        String pids = mount(32, 32, "/", real("pids"), "cgroup", "rw,pids");
        devices.put(real("memory/t"), 31L);
        devices.put(real("pids/t"), 32L);
        Path links = real("links");
        Files.createSymbolicLink(links.resolve("memory"), real("memory/t"));
        Files.createSymbolicLink(links.resolve("pids"), real("pids/t"));
        CgroupLayout layout = detect(links, memory + pids);
        assertEquals(new Hierarchy(real("memory/t"), "/t", false, Set.of(Controller.MEMORY)), of(layout, Controller.MEMORY));
        assertEquals("/t", of(layout, Controller.PIDS).path());
    }

    @Test
    void deviceNumbersAreThoseOfStat() throws IOException {
        long real = (Long) Files.getAttribute(Path.of("/proc"), "unix:dev");
        assertTrue(Mount.all(Files.readString(Path.of("/proc/self/mountinfo"))).stream()
                .anyMatch(mount -> mount.point().equals("/proc") && mount.device() == real));
        assertEquals(0x345abc12L, Mount.device(0xabc, 0x34512));
    }
}
