package topo.cli;

import java.util.List;
import topo.api.Topology;
import topo.api.yaml.Problems;
import topo.api.yaml.Source;
import topo.api.yaml.TopologyReader;

/** {@code topo validate}: reads and checks; no privileges, nothing native. */
final class ValidateCommand implements Command {
    private final World world;

    ValidateCommand(World world) {
        this.world = world;
    }

    @Override
    public Syntax syntax() {
        return new Syntax(Verb.VALIDATE, "FILE|DIR|-...", 1, Integer.MAX_VALUE, false, List.of(Sources.MAX_SIZE),
                List.of("All problems of all files are reported at once, each with its place.", Sources.PARAGRAPH), List.of(Exit.DONE));
    }

    @Override
    public int run(Arguments arguments) {
        List<Source> sources = Sources.of(world, arguments).read(arguments.parameters());
        TopologyReader reader = new TopologyReader(world.platform().kinds());
        List<Topology> all = reader.read(sources);
        if (sources.size() == 1) {
            report(sources.get(0).file(), all);
        } else {
            // Read again one by one: together they were checked against each other, alone it shows which is in which.
            for (Source source : sources) {
                report(source.file(), reader.read(List.of(source)));
            }
        }
        return Exit.DONE.code();
    }

    private void report(String file, List<Topology> topologies) {
        for (Topology topology : topologies) {
            int count = topology.resources().all().size();
            world.output().line(Problems.printable(file, 500) + ": ok (topology " + topology.name() + ": " + count
                    + (count == 1 ? " resource)" : " resources)"));
        }
    }
}
