package topo.kernel.events;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** The watched folders, each with a watch of its own and one on its parent. Thread-safe. */
final class FolderWatches {
    private static final int IN_ONLYDIR = 0x1000000;
    private static final int ENTRIES = InotifyRecord.IN_CREATE | InotifyRecord.IN_DELETE | InotifyRecord.IN_MOVED_FROM
            | InotifyRecord.IN_MOVED_TO | IN_ONLYDIR;
    private static final int WHOLE = ENTRIES | InotifyRecord.IN_MODIFY | InotifyRecord.IN_ATTRIB;

    private final Watches watches;
    private final Map<Path, Watches.Handle> handles = new HashMap<>();
    private Map<Path, Watch.Folder> wanted = Map.of();

    FolderWatches(Watches watches) {
        this.watches = watches;
    }

    /** Makes these the watched ones. One that does not exist is told of when it is made, if its parent exists. */
    synchronized void watch(Set<Path> folders) {
        wanted = plan(folders);
        for (Path path : Set.copyOf(handles.keySet())) {
            if (!wanted.containsKey(path)) {
                watches.replace(handles.remove(path), null);
            }
        }
        wanted.keySet().forEach(this::install);
    }

    static Map<Path, Watch.Folder> plan(Set<Path> folders) {
        Map<Path, Set<String>> children = new HashMap<>();
        for (Path folder : folders) {
            children.computeIfAbsent(folder, path -> new HashSet<>());
            Path parent = folder.getParent();
            if (parent != null) {
                children.computeIfAbsent(parent, path -> new HashSet<>()).add(folder.getFileName().toString());
            }
        }
        Map<Path, Watch.Folder> plan = new HashMap<>();
        children.forEach((path, names) -> plan.put(path, new Watch.Folder(path, folders.contains(path), Set.copyOf(names))));
        return plan;
    }

    /** These may have been made anew, and what is in them with them. */
    synchronized void refresh(Set<Path> suspects) {
        for (Path path : suspects) {
            Watch.Folder folder = wanted.get(path);
            if (folder != null) {
                install(path);
                Set<Path> children = new HashSet<>();
                folder.children().forEach(name -> children.add(path.resolve(name)));
                refresh(children);
            }
        }
    }

    /** All of them may have been. */
    synchronized void refreshAll() {
        wanted.keySet().forEach(this::install);
    }

    private void install(Path path) {
        Watch.Folder folder = wanted.get(path);
        Watches.Handle now = watches.add(path.toString(), folder.whole() ? WHOLE : ENTRIES, folder);
        watches.replace(now == null ? handles.remove(path) : handles.put(path, now), now);
    }
}
