package topo.cli;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import topo.api.net.NetnsName;
import topo.api.yaml.Problems;
import topo.kernel.cgroup.CgroupPath;
import topo.reconcilers.cgroup.Cgroup;

/** {@code topo exec}: becomes a program inside a namespace. */
final class ExecCommand implements Command {
    private final World world;

    ExecCommand(World world) {
        this.world = world;
    }

    @Override
    public Syntax syntax() {
        return new Syntax(Verb.EXEC, "NAMESPACE -- COMMAND...", 2, Integer.MAX_VALUE, true, List.of(),
                List.of("The command sees the namespace's network, /etc/netns/NAMESPACE/* in place of the files of /etc, and a /sys that"
                        + " shows its interfaces. It is put into the cgroup that a topology declares for the namespace.",
                        "Exits as the command does; with 127 if there is none of that name, with 126 if it cannot be run."),
                List.of(Exit.FAILED, Exit.SURROUNDINGS));
    }

    @Override
    public int run(Arguments arguments) {
        NetnsName netns = new NetnsName(arguments.parameters().get(0));
        List<String> command = arguments.parameters().subList(1, arguments.parameters().size());
        world.platform().requirePrivileges("topo exec");
        Set<NetnsName> known = world.platform().machine().namespaces();
        if (!known.contains(netns)) {
            List<String> names = new ArrayList<>();
            known.forEach(name -> names.add(Problems.printable(name.value(), 80)));
            world.output().message(Unknown.of("namespace", netns.value(), names));
            return Exit.FAILED.code();
        }
        return world.platform().machine().exec(netns, cgroups(netns), command);
    }

    /** The outermost first, so that a process ends up in the innermost. */
    private List<CgroupPath> cgroups(NetnsName netns) {
        Registry registry = new Registry(world, false);
        List<CgroupPath> paths = new ArrayList<>();
        for (String name : registry.names()) {
            registry.wanted(name).ifPresent(topology -> {
                for (Cgroup cgroup : topology.resources().of(Cgroup.class)) {
                    if (cgroup.members().contains(netns)) {
                        paths.add(Cgroup.path(name, cgroup.name()));
                    }
                }
            });
        }
        paths.sort(Comparator.comparingInt(path -> path.levels().length));
        return paths;
    }
}
