package topo.kernel.cgroup;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToLongFunction;
import topo.kernel.Errno;

/**
 * Which hierarchies this host has at or below one folder: one for v2, one for each (group of) v1 controllers, or both. The kernel gives
 * a controller to one hierarchy only, so one that is mounted as v1 is never in v2. Immutable.
 */
public final class CgroupLayout {
    private static final Controller[] HOMES = {Controller.PIDS, Controller.CPU, Controller.MEMORY, Controller.CPUSET, Controller.IO};

    private final Path folder;
    private final List<Hierarchy> hierarchies;

    private CgroupLayout(Path folder, List<Hierarchy> hierarchies) {
        this.folder = folder;
        this.hierarchies = List.copyOf(hierarchies);
    }

    /**
     * Looks at this process's mounts. {@code folder} is {@code /sys/fs/cgroup}, another folder with hierarchies mounted in it, a folder
     * inside one hierarchy, which is then the only one, or a folder of symbolic links to folders inside hierarchies.
     */
    static CgroupLayout detect(Path folder, Path mountinfo) {
        try {
            String text = new String(Files.readAllBytes(mountinfo), StandardCharsets.UTF_8);
            return detect(folder, text, CgroupLayout::deviceOf);
        } catch (IOException failure) {
            throw CgroupException.of("read " + mountinfo, failure);
        }
    }

    /** {@code deviceOf}: st_dev of a folder, -1 if there is none. */
    static CgroupLayout detect(Path folder, String mountinfo, ToLongFunction<Path> deviceOf) {
        Path real = real(folder);
        Map<String, Hierarchy> byPoint = new LinkedHashMap<>();
        for (Mount mount : Mount.cgroups(mountinfo)) {
            Path point = folder.getFileSystem().getPath(mount.point());
            // A mount that another one hides still has its line; only the visible one has the device that stat finds there.
            if (point.startsWith(real) && deviceOf.applyAsLong(point) == mount.device()) {
                hierarchy(mount, point, mountinfo).ifPresent(found -> byPoint.put(mount.point(), found));
            }
        }
        if (byPoint.isEmpty()) {
            inside(real, mountinfo, deviceOf).ifPresent(found -> byPoint.put("", found));
        }
        if (byPoint.isEmpty()) {
            for (Path link : links(real)) {
                inside(real(link), mountinfo, deviceOf).ifPresent(found -> byPoint.put(link.toString(), found));
            }
        }
        return new CgroupLayout(folder, new ArrayList<>(byPoint.values()));
    }

    private static Optional<Hierarchy> inside(Path folder, String mountinfo, ToLongFunction<Path> deviceOf) {
        Mount nearest = null;
        for (Mount mount : Mount.all(mountinfo)) {
            boolean nearer = nearest == null || mount.point().length() >= nearest.point().length();
            if (nearer && folder.startsWith(mount.point()) && deviceOf.applyAsLong(folder) == mount.device()) {
                nearest = mount;
            }
        }
        return nearest == null || !nearest.isCgroup() ? Optional.empty() : hierarchy(nearest, folder, mountinfo);
    }

    /** Empty for a v1 hierarchy without any controller that topo uses, such as systemd's own. */
    private static Optional<Hierarchy> hierarchy(Mount mount, Path root, String mountinfo) {
        Path rest = root.getFileSystem().getPath(mount.point()).relativize(root);
        String path = (mount.root().equals("/") ? "" : mount.root()) + (rest.toString().isEmpty() ? "" : "/" + rest);
        List<Path> covered = new ArrayList<>();
        Mount.below(root.toString(), mountinfo).forEach(other -> covered.add(root.getFileSystem().getPath(other.point())));
        if (mount.isUnified()) {
            String listed = new CgroupDirectory(null, root).find("cgroup.controllers");
            return Optional.of(new Hierarchy(root, path, true, Controller.named(listed == null ? new String[0] : listed.split(" "), true),
                    covered));
        }
        Set<Controller> controllers = Controller.named(mount.options().split(","), false);
        return controllers.isEmpty() ? Optional.empty() : Optional.of(new Hierarchy(root, path, false, controllers, covered));
    }

    private static List<Path> links(Path folder) {
        List<Path> links = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder, Files::isSymbolicLink)) {
            entries.forEach(links::add);
        } catch (NoSuchFileException | NotDirectoryException missing) {
            return List.of();
        } catch (IOException failure) {
            throw CgroupException.of("list " + folder, failure);
        } catch (DirectoryIteratorException failure) {
            throw CgroupException.of("list " + folder, failure.getCause());
        }
        links.sort(null);
        return links;
    }

    private static Path real(Path folder) {
        try {
            return folder.toRealPath();
        } catch (NoSuchFileException missing) {
            return folder.toAbsolutePath().normalize();
        } catch (IOException failure) {
            throw CgroupException.of("look at " + folder, failure);
        }
    }

    private static long deviceOf(Path folder) {
        try {
            return (Long) Files.getAttribute(folder, "unix:dev", LinkOption.NOFOLLOW_LINKS);
        } catch (NoSuchFileException missing) {
            return -1;
        } catch (IOException failure) {
            CgroupException refused = CgroupException.of("look at " + folder, failure);
            if (refused.errno() == Errno.ENOTDIR) {
                return -1;
            }
            throw refused;
        }
    }

    /** The folder that was looked into. */
    public Path folder() {
        return folder;
    }

    public List<Hierarchy> hierarchies() {
        return hierarchies;
    }

    /** The hierarchy that this controller works in; empty if it cannot be used on this host. */
    public Optional<Hierarchy> of(Controller controller) {
        for (Hierarchy hierarchy : hierarchies) {
            if (hierarchy.has(controller)) {
                return Optional.of(hierarchy);
            }
        }
        return Optional.empty();
    }

    /** Where a cgroup without any limit lives: in v2 where nothing is in v1, else with v1's pids or the next controller there is. */
    public Optional<Hierarchy> home() {
        for (Controller controller : HOMES) {
            Optional<Hierarchy> found = of(controller);
            if (found.isPresent() && !found.get().unified()) {
                return found;
            }
        }
        return hierarchies.isEmpty() ? Optional.empty() : Optional.of(hierarchies.get(0));
    }
}
