package topo.server;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import topo.api.Topology;
import topo.api.net.NetnsName;
import topo.controller.Entry;
import topo.controller.Health;
import topo.controller.Meter;
import topo.controller.Sync;
import topo.controller.TopologyStatus;

/** What the controller does, as counters, times and gauges by the names that Prometheus shows. Written by one thread, read by any. */
final class Counts implements Meter {
    /** From a look at a few things to a pass over a thousand namespaces, in seconds. */
    private static final double[] BOUNDS = {0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10};

    private final PrometheusRegistry registry = new PrometheusRegistry();
    private final LongSupplier nanos;
    private final Histogram passes;
    private final Histogram repairTimes;
    private final Counter drift;
    private final Counter repairs;
    private final Counter failures;
    private final Counter errors;
    private final Map<String, TopologyStatus> stands = new ConcurrentHashMap<>();
    private final Map<String, Set<NetnsName>> namespaces = new ConcurrentHashMap<>();
    private final Map<String, Boolean> sources = new ConcurrentHashMap<>();
    private volatile long lived;

    /** {@code nanos}: a clock for {@link #sinceLife}. */
    Counts(LongSupplier nanos) {
        this.nanos = nanos;
        this.lived = nanos.getAsLong();
        this.passes = histogram("topo_pass_seconds", "How long passes over a topology, or a part of one, took.");
        this.repairTimes = histogram("topo_repair_seconds",
                "Time from the first sign of a difference to the end of the pass that mended it.");
        this.drift = byKind("topo_drift_total", "Resources found not to be as wanted.");
        this.repairs = byKind("topo_repairs_total", "Resources put back.");
        this.failures = byKind("topo_failures_total", "Resources that could not be put back, or whose repair somebody keeps undoing.");
        this.errors = Counter.builder().name("topo_errors_total").help("Passes that came to nothing, and sources that do not read.")
                .register(registry);
        gauge("topo_namespaces", "Network namespaces of the topologies that are kept.", this::namespaces);
    }

    private Histogram histogram(String name, String help) {
        return Histogram.builder().name(name).help(help).classicOnly().classicUpperBounds(BOUNDS).register(registry);
    }

    private Counter byKind(String name, String help) {
        return Counter.builder().name(name).help(help).labelNames("kind").register(registry);
    }

    private void gauge(String name, String help, IntSupplier value) {
        GaugeWithCallback.builder().name(name).help(help).callback(callback -> callback.call(value.getAsInt())).register(registry);
    }

    /** Adds what is asked for when it is read. {@code waiting}: how many wake-ups wait. */
    void watch(IntSupplier waiting) {
        gauge("topo_queue_length", "Wake-ups that wait to be answered.", waiting);
        GaugeWithCallback.builder().name("topo_topologies").help("Topologies that are kept, by health.").labelNames("health")
                .callback(callback -> {
                    Map<Health, Integer> counts = new HashMap<>();
                    stands.values().forEach(status -> counts.merge(status.health(), 1, Integer::sum));
                    for (Health health : Health.values()) {
                        callback.call(counts.getOrDefault(health, 0), health.word());
                    }
                }).register(registry);
        GaugeWithCallback.builder().name("topo_topology_synced").help("1 if all is as wanted, else 0.").labelNames("topology")
                .callback(callback -> stands.forEach((name, status) -> callback.call(status.sync() == Sync.SYNCED ? 1 : 0, name)))
                .register(registry);
        // Without its revision: each commit would make one more series, for ever (prometheus.io/docs/practices/naming).
        GaugeWithCallback.builder().name("topo_source_ready").help("1 if the source was read, and the last try succeeded, else 0.")
                .labelNames("source").callback(callback -> sources.forEach((address, ready) -> callback.call(ready ? 1 : 0, address)))
                .register(registry);
    }

    PrometheusRegistry registry() {
        return registry;
    }

    /** How long ago the controller's loop showed that it lives, in nanoseconds. */
    long sinceLife() {
        return nanos.getAsLong() - lived;
    }

    private int namespaces() {
        Set<NetnsName> all = new HashSet<>();
        namespaces.values().forEach(all::addAll);
        return all.size();
    }

    @Override
    public void passed(double seconds) {
        passes.observe(seconds);
    }

    @Override
    public void told(List<Entry> entries) {
        for (Entry entry : entries) {
            String kind = kind(entry);
            switch (entry.type()) {
                case "repaired" -> {
                    drift.labelValues(kind).inc();
                    repairs.labelValues(kind).inc();
                    repairTimes.observe(entry.millis() / 1000);
                }
                case "drift" -> drift.labelValues(kind).inc();
                case "failed", "contended" -> {
                    drift.labelValues(kind).inc();
                    failures.labelValues(kind).inc();
                }
                case "error" -> errors.inc();
                default -> {
                    // applied, paused and the like tell of no difference
                }
            }
        }
    }

    /** Of {@code bridge br0 (namespace red)} it is "bridge". */
    private static String kind(Entry entry) {
        int end = entry.resource().indexOf(' ');
        return end < 0 ? entry.resource() : entry.resource().substring(0, end);
    }

    @Override
    public void stands(TopologyStatus status) {
        stands.put(status.name(), status);
    }

    @Override
    public void forgotten(String topology) {
        stands.remove(topology);
        namespaces.remove(topology);
    }

    @Override
    public void keeps(Topology topology) {
        Set<NetnsName> own = new HashSet<>(topology.resources().namespaces());
        own.remove(NetnsName.HOST);
        namespaces.put(topology.name(), own);
    }

    @Override
    public void source(String address, boolean ready) {
        sources.put(address, ready);
    }

    @Override
    public void lives() {
        lived = nanos.getAsLong();
    }
}
