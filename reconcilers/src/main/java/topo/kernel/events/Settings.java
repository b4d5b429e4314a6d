package topo.kernel.events;

import java.nio.file.FileSystem;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Set;

/**
 * What to listen to, and where.
 *
 * @param aspects those without which nothing is asked of the kernel
 * @param mountTable {@code /proc/self/mountinfo}
 * @param sysctls {@code /proc/sys}
 * @param legacyLock {@code /run/xtables.lock}
 * @param receiveBytes how much of each socket's events the kernel may keep until they are read, at most
 */
public record Settings(Set<Aspect> aspects, Path mountTable, Path sysctls, Path legacyLock, int receiveBytes) {
    private static final int RECEIVE_BYTES = 32 << 20;

    public Settings {
        aspects = Set.copyOf(aspects);
    }

    /** Everything but neighbours, which traffic alone changes all the time. */
    public static Settings standard(FileSystem files) {
        EnumSet<Aspect> aspects = EnumSet.complementOf(EnumSet.of(Aspect.NEIGHBOURS));
        return new Settings(aspects, files.getPath("/proc/self/mountinfo"), files.getPath("/proc/sys"), files.getPath("/run/xtables.lock"),
                RECEIVE_BYTES);
    }

    /** The same, but for these aspects. */
    public Settings with(Set<Aspect> others) {
        return new Settings(others, mountTable, sysctls, legacyLock, receiveBytes);
    }
}
