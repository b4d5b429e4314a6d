package topo.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import topo.api.SurroundingsException;

/** Folders that decide what root does: nobody else may own them, write to them or put a link in their place. */
final class SafeFolder {
    private static final int OTHERS_MAY_WRITE = 0022;
    private static final int TYPE = 0170000;
    private static final int FOLDER = 0040000;

    private SafeFolder() {}

    /**
     * Whether it is there.
     *
     * @throws SurroundingsException if it is there and not to be trusted, with the way out
     */
    static boolean check(Path folder) {
        try {
            Map<String, Object> facts = Files.readAttributes(folder, "unix:uid,mode", LinkOption.NOFOLLOW_LINKS);
            int mode = (Integer) facts.get("mode");
            if ((mode & TYPE) != FOLDER) {
                throw new SurroundingsException("use " + folder + ": ENOTDIR: it is not a folder; move it away");
            }
            Optional<String> wrong = distrust(facts);
            if (wrong.isPresent()) {
                throw new SurroundingsException("use " + folder + ": " + wrong.get() + "; if its content is good: sudo chown root: " + folder
                        + "; sudo chmod 0700 " + folder);
            }
            return true;
        } catch (NoSuchFileException absent) {
            return false;
        } catch (IOException refused) {
            throw DurableFiles.failed("read " + folder, refused);
        }
    }

    /** Why something of this owner and mode is not to be believed. {@code facts}: {@code unix:uid,mode}. */
    static Optional<String> distrust(Map<String, Object> facts) throws IOException {
        int owner = (Integer) facts.get("uid");
        // The owner of /proc/self is the effective user.
        if (owner != 0 && owner != (Integer) Files.getAttribute(Path.of("/proc/self"), "unix:uid")) {
            return Optional.of("it belongs to user " + owner);
        }
        return ((Integer) facts.get("mode") & OTHERS_MAY_WRITE) == 0 ? Optional.empty() : Optional.of("others may write to it");
    }
}
