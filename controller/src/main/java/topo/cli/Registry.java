package topo.cli;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import topo.api.Resource;
import topo.api.Resources;
import topo.api.Topology;
import topo.api.yaml.BadDocumentException;
import topo.api.yaml.TopologyReader;
import topo.store.StateFolder;
import topo.store.TopologyRecord;

/** The remembered topologies, read. A record that does not read is warned about, and never taken for "nothing is ours". */
final class Registry {
    private final StateFolder folder;
    private final TopologyReader reader;
    private final Output output;
    private final boolean writing;
    private final Map<String, Optional<Topology>> known = new HashMap<>();

    /** {@code writing}: the lock is held, so that a damaged record may be moved aside. */
    Registry(World world, boolean writing) {
        this.output = world.output();
        this.folder = new StateFolder(world.places().state(), world.clock(), output::message);
        this.reader = new TopologyReader(world.platform().kinds());
        this.writing = writing;
    }

    List<String> names() {
        return folder.names();
    }

    TopologyRecord record(String name) {
        return folder.record(name);
    }

    /** The record of a topology that is remembered. */
    Optional<TopologyRecord> known(String name) {
        return StateFolder.isLabel(name) ? Optional.of(folder.record(name)).filter(TopologyRecord::exists) : Optional.empty();
    }

    /** What was applied last under this name; empty if there is none or it does not read. */
    Optional<Topology> wanted(String name) {
        Optional<Topology> topology = known.get(name);
        if (topology == null) {
            TopologyRecord record = folder.record(name);
            topology = record.wanted().flatMap(version -> read(record, version));
            known.put(name, topology);
        }
        return topology;
    }

    /** All that is remembered under this name: what was applied last, and earlier versions that may still have something in the kernel. */
    Resources remembered(String name) {
        return recorded(folder.record(name));
    }

    /** This topology and its record, as something to be made so. */
    Target toBeMade(Topology topology) {
        TopologyRecord record = folder.record(topology.name());
        boolean unchanged = record.wanted().map(TopologyRecord.Version::text).filter(topology.source()::equals).isPresent();
        if (unchanged) {
            known.put(topology.name(), Optional.of(topology));
        }
        return new Target(topology.name(), topology.resources(), recorded(record), record, topology.source());
    }

    /** These topologies and their records, in their order. */
    List<Target> toBeMade(List<Topology> topologies) {
        List<Target> targets = new ArrayList<>();
        for (Topology topology : topologies) {
            targets.add(toBeMade(topology));
        }
        return targets;
    }

    /** The topology of this name, remembered or not, as something to be deleted. */
    Target toBeDeleted(String name) {
        TopologyRecord record = folder.record(name);
        return new Target(name, Resources.NONE, recorded(record), record, "");
    }

    /** A remembered topology as something to be compared with the kernel; empty if its record does not read. */
    Optional<Target> asRemembered(String name) {
        return wanted(name).map(this::toBeMade);
    }

    /** One remembered text, not necessarily the wanted one. {@code what} names it in messages. */
    Topology read(String what, String text) {
        return reader.read(what, text.getBytes(StandardCharsets.UTF_8)).get(0);
    }

    private Resources recorded(TopologyRecord record) {
        Optional<Topology> wanted = wanted(record.name());
        List<TopologyRecord.Version> previous = record.previous();
        if (previous.isEmpty()) {
            return wanted.map(Topology::resources).orElse(Resources.NONE);
        }
        // The newest first: of two resources with one id the first stays.
        List<Resource> all = new ArrayList<>();
        wanted.ifPresent(topology -> all.addAll(topology.resources().all()));
        for (int i = previous.size() - 1; i >= 0; i--) {
            read(record, previous.get(i)).ifPresent(topology -> all.addAll(topology.resources().all()));
        }
        return new Resources(all);
    }

    private Optional<Topology> read(TopologyRecord record, TopologyRecord.Version version) {
        try {
            byte[] bytes = version.text().getBytes(StandardCharsets.UTF_8);
            return Optional.of(reader.read(version.file().toString(), bytes).get(0));
        } catch (BadDocumentException damaged) {
            String reason = damaged.problems().get(0).message();
            if (writing) {
                record.setAside(version, reason);
            } else {
                output.message("the record " + version.file() + " does not read: " + reason);
            }
            return Optional.empty();
        }
    }
}
