package topo.controller;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import topo.api.yaml.Source;
import topo.trigger.Feed;
import topo.trigger.Snapshot;
import topo.trigger.Standing;

/** A source whose files a test puts there. */
final class Shelf implements Feed {
    static final Instant READ = Instant.parse("2026-11-21T07:00:00Z");

    private final String name;
    private final Map<String, Source> files = new TreeMap<>();
    private boolean fresh;
    private int version;
    private long asked;
    private long done;
    Standing standing = Standing.ready("");

    Shelf(String name) {
        this.name = name;
    }

    Shelf put(String file, String text) {
        files.put(name + "/" + file, Source.of(name + "/" + file, text.getBytes(StandardCharsets.UTF_8)));
        return this;
    }

    Shelf knob(String file, String topology, int turn) {
        return put(file, "apiVersion: topo/v1\nkind: Topology\nmetadata: { name: " + topology + " }\nspec:\n  knobs:\n    - { name: "
                + topology + ", turn: " + turn + " }\n");
    }

    Shelf delete(String file) {
        files.remove(name + "/" + file);
        return this;
    }

    /** From now on this is what it has. */
    void publish() {
        version++;
        fresh = true;
        standing = Standing.ready(revision());
    }

    void fail(String message) {
        standing = new Standing(revision(), "GitOperationFailed", message, Instant.EPOCH);
    }

    private String revision() {
        return version == 0 ? "" : "main@sha1:" + version;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public boolean holds(String location) {
        return location.startsWith(name + "/");
    }

    @Override
    public Optional<Snapshot> changed() {
        boolean given = fresh;
        fresh = false;
        return given ? Optional.of(new Snapshot(revision(), READ.plusSeconds(version), files)) : Optional.empty();
    }

    @Override
    public void again() {
        fresh = version > 0;
    }

    @Override
    public long urge() {
        return ++asked;
    }

    /** It has looked, as it was asked to. */
    void look() {
        done = asked;
        fresh = true;
    }

    @Override
    public boolean isDone(long urged) {
        return done >= urged && !fresh;
    }

    @Override
    public Standing standing() {
        return standing;
    }

    @Override
    public void close() {
        // nothing is open
    }
}
