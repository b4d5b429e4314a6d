package topo.controller;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import topo.api.Resource;
import topo.api.Topology;
import topo.api.yaml.BadDocumentException;
import topo.api.yaml.Source;
import topo.api.yaml.TopologyReader;
import topo.store.Origin;
import topo.trigger.SourceFolder;

/**
 * What the files of source folders ask for, against what is remembered. A file that does not read, or that claims what another has, changes
 * nothing: the last good version goes on and is kept true. For the controller's thread.
 */
final class Sources {
    private final List<SourceFolder> folders;
    private final TopologyReader reader;
    /** The last look at each folder; a folder is here only once it was seen. */
    private final Map<SourceFolder, Map<Path, Source>> seen = new LinkedHashMap<>();

    Sources(List<SourceFolder> folders, TopologyReader reader) {
        this.folders = List.copyOf(folders);
        this.reader = reader;
    }

    /**
     * What is to be done.
     *
     * @param wanted topologies to be applied where they are not what is remembered, with their files
     * @param problems what is wrong, by the topology that it concerns; under the empty name what concerns none that is known
     * @param gone topologies that came from files which have them no longer, with these files
     * @param emptied folders in which nothing is left, so that nothing is taken away because of them
     */
    record Verdict(Map<Topology, Path> wanted, Map<String, String> problems, Map<String, Path> gone, List<Path> emptied) {}

    /** Looks at the folders; empty if nothing has changed. {@code origins}: of the remembered topologies, where they came from a file. */
    Optional<Verdict> look(Map<String, Path> origins, List<Topology> remembered) {
        boolean changed = false;
        for (SourceFolder folder : folders) {
            Optional<Map<Path, Source>> files = folder.changed();
            files.ifPresent(now -> seen.put(folder, now));
            changed |= files.isPresent();
        }
        return changed ? Optional.of(judge(origins, remembered)) : Optional.empty();
    }

    /** Reads all again at the next look. */
    void again() {
        folders.forEach(SourceFolder::again);
    }

    /** Folders that cannot be seen, with the reason. */
    Map<Path, String> troubles() {
        Map<Path, String> troubles = new TreeMap<>();
        for (SourceFolder folder : folders) {
            if (!folder.trouble().isEmpty()) {
                troubles.put(folder.folder(), folder.trouble());
            }
        }
        return troubles;
    }

    private Verdict judge(Map<String, Path> origins, List<Topology> remembered) {
        Map<String, String> problems = new TreeMap<>();
        Map<String, Map<Path, Topology>> byName = new TreeMap<>();
        Map<Path, String> broken = new HashMap<>();
        seen.values().forEach(files -> files.forEach((file, source) -> {
            try {
                reader.read(List.of(source)).forEach(topology ->
                        byName.computeIfAbsent(topology.name(), n -> new TreeMap<>()).put(file, topology));
            } catch (BadDocumentException bad) {
                broken.put(file, bad.getMessage());
            }
        }));
        Map<Topology, Path> wanted = new LinkedHashMap<>();
        byName.forEach((name, files) -> {
            if (files.size() > 1) {
                problems.put(name, "it is declared by " + join(files.keySet()) + "; delete all but one");
            } else {
                files.forEach((file, topology) -> wanted.put(topology, file));
            }
        });
        new Rivals(remembered).refuse(wanted, problems);
        broken.forEach((file, why) -> blame(file, why, origins, problems));
        Map<String, Path> gone = new TreeMap<>();
        List<Path> emptied = new ArrayList<>();
        seen.forEach((folder, files) -> {
            Map<String, Path> missing = missing(folder.folder(), files, origins, byName, broken);
            if (files.isEmpty() && !missing.isEmpty()) {
                emptied.add(folder.folder());
            }
            gone.putAll(missing);
        });
        return new Verdict(wanted, problems, gone, emptied);
    }

    private static Map<String, Path> missing(Path folder, Map<Path, Source> files, Map<String, Path> origins,
            Map<String, Map<Path, Topology>> byName, Map<Path, String> broken) {
        Map<String, Path> missing = new TreeMap<>();
        origins.forEach((name, file) -> {
            boolean here = folder.equals(file.getParent());
            if (here && !byName.containsKey(name) && !broken.containsKey(file)) {
                missing.put(name, file);
            }
        });
        return missing;
    }

    /** A broken file is a problem of the topologies that came from it; if none has, of nobody. */
    private static void blame(Path file, String why, Map<String, Path> origins, Map<String, String> problems) {
        boolean known = false;
        for (Map.Entry<String, Path> origin : origins.entrySet()) {
            if (origin.getValue().equals(file)) {
                problems.put(origin.getKey(), why);
                known = true;
            }
        }
        if (!known) {
            problems.merge("", why, (a, b) -> a + "\n" + b);
        }
    }

    private static String join(Iterable<Path> files) {
        StringBuilder text = new StringBuilder();
        files.forEach(file -> text.append(text.length() == 0 ? "" : " and ").append(file));
        return text.toString();
    }

    /** What the topologies claim for themselves: one thing, one owner. */
    private static final class Rivals {
        private final Map<String, String> owners = new HashMap<>();

        Rivals(List<Topology> remembered) {
            remembered.forEach(this::add);
        }

        private void add(Topology topology) {
            for (Resource resource : topology.resources().all()) {
                resource.claims().forEach(claim -> owners.putIfAbsent(claim, topology.name()));
            }
        }

        void refuse(Map<Topology, Path> wanted, Map<String, String> problems) {
            wanted.entrySet().removeIf(one -> {
                Topology topology = one.getKey();
                for (Resource resource : topology.resources().all()) {
                    for (String claim : resource.claims()) {
                        String owner = owners.getOrDefault(claim, topology.name());
                        if (!owner.equals(topology.name())) {
                            problems.put(topology.name(), one.getValue() + ": " + claim + " belongs to topology " + owner);
                            return true;
                        }
                    }
                }
                add(topology);
                return false;
            });
        }
    }

    static Map<String, Path> origins(Remembered remembered) {
        Map<String, Path> origins = new TreeMap<>();
        for (String name : remembered.folder().names()) {
            Origin.read(remembered.folder().folder(name)).ifPresent(file -> origins.put(name, file));
        }
        return origins;
    }
}
