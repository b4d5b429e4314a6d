package topo.kernel.cgroup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;

/**
 * The way down from a hierarchy's root, folder by folder: none is a symbolic link, and each is of the root's own file system, by its device
 * number, which no two mounted ones share. That the root's is one of cgroups was read from the mounts. A part of the very same hierarchy
 * mounted elsewhere below has the same number, so those are known by the list of mounts.
 */
final class Descent {
    private static final int TYPE = 0170000;
    private static final int SYMBOLIC_LINK = 0120000;

    private Descent() {}

    /** Levels that are not there yet are no failure. */
    static Path to(Hierarchy hierarchy, CgroupPath path) {
        Path target = hierarchy.root().resolve(path.text());
        for (Path covered : hierarchy.covered()) {
            if (target.startsWith(covered) || covered.startsWith(target)) {
                throw CgroupException.because("use the cgroup " + target, "something else is mounted on " + covered
                        + ", so that what is there is not its own; unmount that");
            }
        }
        try {
            Object device = Files.getAttribute(hierarchy.root(), "unix:dev");
            Path here = hierarchy.root();
            for (String level : path.levels()) {
                here = here.resolve(level);
                check(here, device);
            }
        } catch (NoSuchFileException missing) {
            return target;
        } catch (IOException failure) {
            throw CgroupException.of("look at " + target, failure);
        }
        return target;
    }

    private static void check(Path folder, Object device) throws IOException {
        Map<String, Object> facts = Files.readAttributes(folder, "unix:dev,mode", LinkOption.NOFOLLOW_LINKS);
        if (((Integer) facts.get("mode") & TYPE) == SYMBOLIC_LINK) {
            throw CgroupException.because("use the cgroup " + folder, "it is a symbolic link, and none is followed here; remove it");
        }
        if (!facts.get("dev").equals(device)) {
            throw CgroupException.because("use the cgroup " + folder, "it is of another file system; unmount that");
        }
    }
}
