package topo.cli;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import topo.api.yaml.Kind;
import topo.api.yaml.Source;
import topo.controller.SourceReport;
import topo.engine.Report;
import topo.kernel.Peer;
import topo.server.Conversation;
import topo.server.Request;

/** What is below a command that the controller carries out for a client. */
final class ServedPlatform implements Platform {
    private final HostPlatform below;
    private final Client client;
    private final Function<String, CompletableFuture<SourceReport>> syncs;
    private final Map<String, Deed> deeds = new LinkedHashMap<>();

    /** {@code user}: its name. */
    record Client(Request request, Peer peer, String user, Conversation talk) {}

    /** What was done to a topology, for the journal. */
    record Deed(String type, String words) {}

    /** {@code syncs}: has the source of a topology looked at, or all for an empty name. */
    ServedPlatform(HostPlatform below, Client client, Function<String, CompletableFuture<SourceReport>> syncs) {
        this.below = below;
        this.client = client;
        this.syncs = syncs;
    }

    @Override
    public List<Kind<?>> kinds() {
        return below.kinds();
    }

    @Override
    public Machine machine() {
        return below.machine();
    }

    @Override
    public void warmUp() {
        below.warmUp();
    }

    @Override
    public void waitForOthers(long millis) {
        below.waitForOthers(millis);
    }

    /** The controller has them, and whoever may use its socket may use them. */
    @Override
    public void requirePrivileges(String command) {
        below.requirePrivileges(command);
    }

    @Override
    public BooleanSupplier keepSignals() {
        return client.talk().keep();
    }

    @Override
    public void startDetached(List<String> words) {
        below.startDetached(Guard.words(words, client.peer().pid()));
    }

    @Override
    public String caller() {
        return client.user();
    }

    /** Asking the lock would end it, as it is this process's own (man 2 fcntl_locking). */
    @Override
    public boolean controllerRuns(Path run) {
        return true;
    }

    @Override
    public Optional<SourceReport> sync(Path run, String topology, long millis) {
        CompletableFuture<SourceReport> report = syncs.apply(topology);
        try {
            return Optional.of(report.get(millis, TimeUnit.MILLISECONDS));
        } catch (InterruptedException asked) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        } catch (TimeoutException | CancellationException | ExecutionException none) {
            return Optional.empty();
        } finally {
            report.cancel(false);
        }
    }

    @Override
    public Optional<List<Source>> read() {
        return Optional.of(client.request().sources());
    }

    @Override
    public void carriedOut(String topology, boolean deletion, Report report) {
        if (report.converged() && report.done().isEmpty()) {
            return;
        }
        String tally = Tally.of(report);
        String words = String.join(" ", client.request().head().words());
        deeds.put(topology, new Deed(deletion ? "destroyed" : "applied", "by user " + client.user() + " (uid " + client.peer().uid() + ", process "
                + client.peer().pid() + "): topo " + words + ": " + (tally.isEmpty() ? "" : tally + ", ")
                + (report.converged() ? "converged" : "not all as wanted")));
    }

    Map<String, Deed> deeds() {
        return deeds;
    }

    void close() {
        below.close();
    }
}
