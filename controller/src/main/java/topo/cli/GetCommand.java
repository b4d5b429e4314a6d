package topo.cli;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import topo.api.Topology;
import topo.store.Origin;

/** {@code topo get}: what is remembered, and how it stands now. */
final class GetCommand implements Command {
    private static final Option ORPHANS = Option.flag("--orphans",
            "List what bears topo's mark in the kernel and belongs to no remembered topology.");

    private static final Pattern REVISION = Pattern.compile("(.*@)sha1:([0-9a-f]{7})[0-9a-f]*");

    private final World world;

    GetCommand(World world) {
        this.world = world;
    }

    @Override
    public Syntax syntax() {
        return new Syntax(Verb.GET, "[NAME]", 0, 1, false, List.of(ORPHANS, EventsCommand.WATCH, Option.output("text, wide, yaml, json")),
                List.of("Without a name: each remembered topology with SYNC (Synced, OutOfSync, or Unknown where the kernel cannot be"
                        + " looked at), HEALTH as the running controller sees it (Healthy, Progressing, Degraded, Contended or"
                        + " Paused; - where none runs), the number of its resources and the time since it was first applied. With a name:"
                        + " each of its"
                        + " resources with STATUS (Synced, Missing, Differs, Extra: there and no longer declared, or Conflict: owned by"
                        + " others).",
                        "\"-o wide\" also has the REVISION of what came from a repository (see topo controller --source). \"-o json\""
                        + " has it as \"source\": null for what was applied by hand, else with \"file\", \"revision\" (the id of the"
                        + " commit; null for a folder of this host) and \"read\" (when that was read from the source).",
                        "\"-o yaml\" prints the documents as they were applied.",
                        "An orphan is what bears a mark of topo (see TOPOLOGY for whose, where the mark tells it) and belongs to no"
                        + " remembered topology; \"topo destroy --orphans\" deletes it."),
                List.of(Exit.DONE, Exit.FAILED, Exit.SURROUNDINGS));
    }

    @Override
    public int run(Arguments arguments) {
        String format = arguments.choice("--output", "text", "wide", "yaml", "json");
        Registry registry = new Registry(world, false);
        if (!format.equals("yaml")) {
            world.platform().warmUp();
        }
        if (arguments.has(ORPHANS.name())) {
            return orphans(arguments, registry, format).code();
        }
        if (arguments.has(EventsCommand.WATCH.name())) {
            return new GetWatch(world, arguments.parameters()).run();
        }
        if (arguments.parameters().isEmpty()) {
            topologies(registry, format);
            registry.names().forEach(name -> tellPending(name, registry));
            return Exit.DONE.code();
        }
        String name = arguments.parameters().get(0);
        List<String> known = registry.names();
        if (!known.contains(name)) {
            world.output().message(Unknown.topology(name, known));
            return Exit.FAILED.code();
        }
        one(name, registry, format);
        tellPending(name, registry);
        return Exit.DONE.code();
    }

    private Exit orphans(Arguments arguments, Registry registry, String format) {
        if (!arguments.parameters().isEmpty() || format.equals("yaml")) {
            throw new UsageException("--orphans goes without a name, and has no documents that -o yaml could print");
        }
        Orphans orphans = Orphans.find(world, registry);
        if (format.equals("json")) {
            JsonOutput.orphans(world.output().out(), orphans);
        } else if (orphans.isEmpty()) {
            world.output().message("there are no orphans: all that bears topo's mark belongs to a remembered topology");
        } else {
            world.output().lines(orphans.table());
        }
        if (!orphans.warning().isEmpty()) {
            world.output().message(orphans.warning());
        }
        return Exit.DONE;
    }

    private void tellPending(String name, Registry registry) {
        registry.record(name).pending().ifPresent(pending -> world.output().message(Inspection.waiting(name, pending)));
    }

    private void topologies(Registry registry, String format) {
        if (format.equals("yaml")) {
            yaml(registry.names(), registry);
            return;
        }
        List<Inspection> all = Inspection.all(registry, world);
        if (format.equals("json")) {
            JsonOutput.topologies(world.output().out(), all, new Provenance(world));
        } else if (all.isEmpty()) {
            world.output().message("no topology is remembered; \"topo apply FILE\" makes one");
        } else {
            world.output().lines(format.equals("wide") ? wide(all) : table(all));
        }
    }

    private List<String> table(List<Inspection> all) {
        Watched watched = new Watched(world);
        Table table = new Table("NAME", "SYNC", "HEALTH", "RESOURCES", "AGE");
        for (Inspection one : all) {
            table.row(one.name(), one.sync(), watched.health(one.name()), String.valueOf(one.size()), age(one));
        }
        return table.lines();
    }

    private List<String> wide(List<Inspection> all) {
        Watched watched = new Watched(world);
        Provenance provenance = new Provenance(world);
        Table table = new Table("NAME", "SYNC", "HEALTH", "RESOURCES", "AGE", "LAST APPLY", "REVISION", "DESCRIPTION");
        for (Inspection one : all) {
            String description = one.wanted() == null || one.wanted().description() == null ? "" : one.wanted().description();
            table.row(one.name(), one.sync(), watched.health(one.name()), String.valueOf(one.size()), age(one),
                    one.meta() == null ? "unknown" : one.meta().result(), revision(provenance, one.name()),
                    one.message().isEmpty() ? description : one.message());
        }
        return table.lines();
    }

    /** {@code main@6c9a1f0}, {@code -} for what comes from no repository. */
    private static String revision(Provenance provenance, String name) {
        String revision = provenance.of(name).map(Origin::revision).orElse("");
        Matcher parts = REVISION.matcher(revision);
        return revision.isEmpty() ? "-" : parts.matches() ? parts.group(1) + parts.group(2) : revision;
    }

    private String age(Inspection one) {
        return one.meta() == null ? "unknown" : Inspection.age(one.meta().created(), world.clock().instant().getEpochSecond());
    }

    private void one(String name, Registry registry, String format) {
        if (format.equals("yaml")) {
            yaml(List.of(name), registry);
            return;
        }
        Inspection found = Inspection.of(name, registry, world);
        if (format.equals("json")) {
            JsonOutput.topology(world.output().out(), found, new Provenance(world));
            return;
        }
        boolean wide = format.equals("wide");
        Table table = wide ? new Table("KIND", "NAME", "NAMESPACE", "STATUS", "DETAIL") : new Table("KIND", "NAME", "NAMESPACE", "STATUS");
        for (Status one : found.resources()) {
            String netns = one.id().netns().isHost() ? "-" : one.id().netns().value();
            table.row(one.id().kind(), one.id().name(), netns, one.state(), one.detail());
        }
        world.output().lines(table.lines());
        if (!found.message().isEmpty()) {
            world.output().message("topology " + name + ": " + (found.isSeenInPart() ? "" : "not looked at: ") + found.message());
        }
    }

    private void yaml(List<String> names, Registry registry) {
        boolean first = true;
        for (String name : names) {
            String text = registry.wanted(name).map(Topology::source).orElse("");
            if (!first) {
                world.output().line(startsWithDirective(text) ? "..." : "---");
            }
            first = false;
            world.output().out().append(text).append(text.endsWith("\n") || text.isEmpty() ? "" : "\n");
        }
    }

    /** Directives are allowed after the mark that ends a document only (YAML 1.2 section 9.1.2), and bring their own {@code ---}. */
    private static boolean startsWithDirective(String text) {
        return text.startsWith("%") || text.startsWith("---") || text.contains("\n%");
    }
}
