package topo.kernel.events;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import topo.api.net.NetnsName;

/** What was heard and not taken yet. However much is heard, it stays as small as what is watched. Not thread-safe. */
final class Heard {
    /** Enough to tell what a person did at once; a storm needs no record of each drop. */
    private static final int MOST_SEEN = 1024;

    private final Map<NetnsName, Set<Aspect>> netns = new HashMap<>();
    private final Set<Path> files = new HashSet<>();
    private final List<Event> seen = new ArrayList<>();
    private final Set<NetnsName> suspects = new HashSet<>();
    private final Set<Path> suspectFolders = new HashSet<>();
    private boolean everything;
    private boolean legacyTables;
    private boolean mounts;
    private int unseen;

    void event(NetnsName from, Notice notice) {
        aspect(from, notice.aspect());
        if (seen.size() < MOST_SEEN) {
            seen.add(new Event(from, notice));
        } else {
            unseen++;
        }
    }

    void aspect(NetnsName from, Aspect aspect) {
        netns.computeIfAbsent(from, name -> EnumSet.noneOf(Aspect.class)).add(aspect);
    }

    void file(Path file) {
        files.add(file);
    }

    /** Something was lost. */
    void everything() {
        everything = true;
    }

    void legacyTables() {
        legacyTables = true;
    }

    /** The mount table has changed, so a name may stand for another namespace. */
    void mounts() {
        mounts = true;
    }

    /** The name's namespace has ended, or its file was made or deleted: it is another namespace now, even if the numbers are the same. */
    void suspect(NetnsName name) {
        suspects.add(name);
    }

    /** A watched folder was made, deleted or moved, so its watch may be one of another folder. */
    void suspectFolder(Path folder) {
        suspectFolders.add(folder);
        files.add(folder);
    }

    boolean namespacesMayDiffer() {
        return everything || mounts || !suspects.isEmpty();
    }

    boolean isEverything() {
        return everything;
    }

    Set<NetnsName> suspects() {
        return suspects;
    }

    Set<Path> suspectFolders() {
        return suspectFolders;
    }

    Changes changes() {
        return new Changes(everything, netns, files, legacyTables, seen, unseen);
    }
}
