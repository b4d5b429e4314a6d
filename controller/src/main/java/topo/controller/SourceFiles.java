package topo.controller;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import topo.api.Topology;
import topo.api.yaml.BadDocumentException;
import topo.api.yaml.Source;
import topo.api.yaml.TopologyReader;
import topo.store.Origin;
import topo.trigger.Feed;
import topo.trigger.Snapshot;

/** The files of sources, read once each for as long as their bytes stay the same. For the controller's thread. */
final class SourceFiles {
    private final TopologyReader reader;
    private final Map<String, Content> contents = new HashMap<>();

    /** {@code problem}: why it does not read, or empty. */
    private record Content(Source source, List<Topology> topologies, String problem) {
        boolean isOf(Source other) {
            return Arrays.equals(source.bytes(), other.bytes()) && String.valueOf(source.refusal()).equals(String.valueOf(other.refusal()));
        }
    }

    SourceFiles(TopologyReader reader) {
        this.reader = reader;
    }

    /** Reads what is new or has changed, and forgets what is gone. */
    void read(Collection<Snapshot> snapshots) {
        Set<String> all = new HashSet<>();
        for (Snapshot snapshot : snapshots) {
            all.addAll(snapshot.files().keySet());
            snapshot.files().forEach((location, source) -> contents.compute(location,
                    (key, known) -> known != null && known.isOf(source) ? known : content(source)));
        }
        contents.keySet().retainAll(all);
    }

    private Content content(Source source) {
        try {
            return new Content(source, reader.read(List.of(source)), "");
        } catch (BadDocumentException bad) {
            return new Content(source, List.of(), bad.getMessage());
        }
    }

    /** The topologies by name, each from all files that declare it. */
    Map<String, List<Sources.Found>> declared(Map<Feed, Snapshot> snapshots) {
        Map<String, List<Sources.Found>> declared = new TreeMap<>();
        snapshots.values().forEach(snapshot -> snapshot.files().keySet().forEach(location -> {
            Origin origin = new Origin(location, snapshot.revision(), snapshot.read());
            contents.get(location).topologies().forEach(topology ->
                    declared.computeIfAbsent(topology.name(), name -> new ArrayList<>()).add(new Sources.Found(topology, origin)));
        }));
        return declared;
    }

    /** Files that do not read, and why. */
    Map<String, String> broken(Collection<Snapshot> snapshots) {
        Map<String, String> broken = new TreeMap<>();
        for (Snapshot snapshot : snapshots) {
            for (String location : snapshot.files().keySet()) {
                if (isBroken(snapshot, location)) {
                    broken.put(location, contents.get(location).problem());
                }
            }
        }
        return broken;
    }

    boolean isBroken(Snapshot snapshot, String location) {
        return snapshot.files().containsKey(location) && !contents.get(location).problem().isEmpty();
    }
}
