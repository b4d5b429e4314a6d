package topo.cli;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import topo.api.Change;
import topo.api.Look;
import topo.api.Mark;
import topo.api.Observed;
import topo.api.Owner;
import topo.api.Reconciler;
import topo.api.ResourceId;
import topo.api.Session;
import topo.api.SurroundingsException;
import topo.api.Survey;
import topo.api.Trace;
import topo.api.net.NetnsName;
import topo.api.yaml.Kind;
import topo.controller.Tools;
import topo.engine.Registered;
import topo.kernel.cgroup.CgroupPath;
import topo.store.Boot;

/** A kernel of widgets in memory, which refuses what a test tells it to. */
final class FakePlatform implements Platform, Machine, Reconciler<Widget> {
    record Owned(String topology, Widget widget) {}

    final Map<ResourceId, Owned> kernel = new LinkedHashMap<>();
    /** Bear a mark that tells no topology; only a record says whose they are. */
    final List<Widget> nameless = new ArrayList<>();
    final Map<String, String> refusals = new HashMap<>();
    final Set<NetnsName> namespaces = new LinkedHashSet<>();
    boolean root = true;
    boolean stop;
    int looks;
    int writes;
    /** The number of the write that is refused, whatever it is of; 0 for none. */
    int refusedWrite;
    RuntimeException blind;
    /** The number of the look that fails; 0 for none. */
    int blindLook;
    RuntimeException noTwin;
    List<String> twin = List.of();
    boolean detached;
    Boot boot = new Boot("boot-1", 1_000_000);
    Runnable beforeChange = () -> {};
    List<String> started = List.of();
    List<CgroupPath> joined = List.of();

    @Override
    public List<Kind<?>> kinds() {
        return List.of(Widget.kind());
    }

    @Override
    public Machine machine() {
        return this;
    }

    @Override
    public List<Registered<?>> registered() {
        return List.of(new Registered<>("widget", Widget.class, this));
    }

    @Override
    public Set<NetnsName> namespaces() {
        return namespaces;
    }

    @Override
    public void settled(String topology) {}

    @Override
    public int exec(NetnsName netns, List<CgroupPath> cgroups, List<String> command) {
        started = command;
        joined = cgroups;
        return 127;
    }

    @Override
    public void requirePrivileges(String command) {
        if (!root) {
            throw new SurroundingsException(command + " needs root: run it with sudo");
        }
    }

    @Override
    public Boot boot() {
        return boot;
    }

    @Override
    public void startDetached(List<String> words) {
        if (noTwin != null) {
            throw noTwin;
        }
        twin = words;
    }

    @Override
    public void detach() {
        detached = true;
    }

    @Override
    public BooleanSupplier keepSignals() {
        return () -> stop;
    }

    @Override
    public Supplier<Tools> tools() {
        return () -> new Tools() {
            @Override
            public List<Registered<?>> kinds() {
                return registered();
            }

            @Override
            public void close() {
                // nothing is open
            }
        };
    }

    @Override
    public void onSignals(Runnable stop, Runnable reload) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Map<ResourceId, Observed<Widget>> observe(Look look) {
        looks++;
        if (looks == blindLook) {
            throw new SurroundingsException("look " + looks + ": ENOBUFS: No buffer space available");
        } else if (blind != null) {
            throw blind;
        }
        Map<ResourceId, Observed<Widget>> seen = new LinkedHashMap<>();
        kernel.forEach((id, owned) -> {
            Owner owner = owned.topology().isEmpty() ? Owner.NOBODY
                    : owned.topology().equals(look.mark().topology()) ? Owner.OURS : new Owner.Other(owned.topology());
            if (owner == Owner.OURS || look.desired().contains(id)) {
                seen.put(id, new Observed<>(owner, owned.widget(), ""));
            }
        });
        for (Widget widget : nameless) {
            if (look.recorded().contains(widget.id())) {
                seen.put(widget.id(), Observed.ours(widget));
            }
        }
        return seen;
    }

    @Override
    public List<Trace> traces(Survey survey) {
        looks++;
        if (blind != null) {
            throw blind;
        }
        List<Trace> traces = new ArrayList<>();
        kernel.forEach((id, owned) -> {
            if (!owned.topology().isEmpty()) {
                traces.add(new Trace(id, "label " + owned.topology(), new Mark(owned.topology())));
            }
        });
        nameless.forEach(widget -> traces.add(new Trace(widget.id(), "stamp", Mark.UNKNOWN, Optional.of(widget))));
        return traces;
    }

    @Override
    public Optional<String> replacement(Widget from, Widget to) {
        boolean same = from.shape() == null ? to.shape() == null : from.shape().equals(to.shape());
        return same ? Optional.empty() : Optional.of("shape cannot be changed in place");
    }

    private boolean isRefused(ResourceId id, Session session) {
        String why = ++writes == refusedWrite ? "write " + id + ": EIO: Input/output error" : refusals.get(id.name());
        if (why != null) {
            session.fail(id, why);
        }
        return why != null;
    }

    @Override
    public void delete(List<Widget> gone, Session session) {
        beforeChange.run();
        for (Widget widget : gone) {
            if (isRefused(widget.id(), session)) {
                continue;
            }
            kernel.remove(widget.id());
            nameless.remove(widget);
        }
    }

    @Override
    public void apply(List<Change<Widget>> changes, Session session) {
        beforeChange.run();
        for (Change<Widget> change : changes) {
            if (isRefused(change.id(), session)) {
                continue;
            }
            kernel.put(change.id(), new Owned(session.mark().topology(), change.wanted().orElseThrow()));
        }
    }
}
