package topo.trigger;

import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import topo.api.yaml.Source;

/**
 * The files of a {@link Feed} at one time.
 *
 * @param revision which version of them this is, as {@code main@sha1:6c9a...}; empty where there are no versions
 * @param read when this version of them was first read from there
 * @param files by their locations, one that cannot be read as a source that says so
 */
public record Snapshot(String revision, Instant read, Map<String, Source> files) {
    public Snapshot {
        files = Collections.unmodifiableMap(new TreeMap<>(files));
    }
}
