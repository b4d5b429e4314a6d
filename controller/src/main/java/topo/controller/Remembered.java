package topo.controller;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import topo.api.Resource;
import topo.api.Resources;
import topo.api.SurroundingsException;
import topo.api.Topology;
import topo.api.yaml.BadDocumentException;
import topo.api.yaml.TopologyReader;
import topo.engine.Scopes;
import topo.store.StateFolder;
import topo.store.TopologyRecord;

/** The remembered topologies as the controller reads them: again before each pass, for the short commands write them too. */
final class Remembered {
    private final StateFolder folder;
    private final TopologyReader reader;

    Remembered(StateFolder folder, TopologyReader reader) {
        this.folder = folder;
        this.reader = reader;
    }

    StateFolder folder() {
        return folder;
    }

    /** Fresh at each call, as others change it between two passes. */
    TopologyRecord record(String name) {
        return folder.record(name);
    }

    /**
     * What is remembered under this name; {@code before} itself if that has not changed, or if its record was damaged since. Empty if
     * nothing is.
     *
     * @throws BadDocumentException if the wanted version does not read; it is left as it is
     * @throws SurroundingsException if the wanted version is damaged, and what it was is not known
     */
    Optional<Version> load(String name, Version before) {
        Object stamp = folder.stamp(name);
        if (before != null && before.settled() && stamp != null && stamp.equals(before.stamp())) {
            return Optional.of(before);
        }
        TopologyRecord record = folder.record(name);
        Optional<TopologyRecord.Version> wanted = record.wanted();
        if (wanted.isEmpty()) {
            return damaged(record, before);
        }
        List<TopologyRecord.Version> previous = record.previous();
        boolean same = before != null && before.text().equals(wanted.get().text());
        Topology topology = same ? before.topology() : read(wanted.get());
        Scopes scopes = same ? before.scopes() : new Scopes(topology.resources());
        boolean whole = record.isWhole();
        return Optional.of(new Version(topology, stamp, recorded(topology, previous), previous.isEmpty() && whole, whole, scopes));
    }

    private static Optional<Version> damaged(TopologyRecord record, Version before) {
        List<TopologyRecord.Damaged> damaged = record.damaged();
        if (damaged.isEmpty()) {
            return Optional.empty();
        } else if (before != null) {
            return Optional.of(before);
        }
        throw new SurroundingsException("the record " + damaged.get(0).file() + " is not used: " + damaged.get(0).reason()
                + "; apply the topology again");
    }

    /** The newest first: of two resources with one id the first stays. One that does not read tells nothing, and stays in its place. */
    private Resources recorded(Topology wanted, List<TopologyRecord.Version> previous) {
        if (previous.isEmpty()) {
            return wanted.resources();
        }
        List<Resource> all = new ArrayList<>(wanted.resources().all());
        for (int i = previous.size() - 1; i >= 0; i--) {
            try {
                all.addAll(read(previous.get(i)).resources().all());
            } catch (BadDocumentException damaged) {
                continue;
            }
        }
        return new Resources(all);
    }

    private Topology read(TopologyRecord.Version version) {
        return reader.read(version.file().toString(), version.text().getBytes(StandardCharsets.UTF_8)).get(0);
    }
}
