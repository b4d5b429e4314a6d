package topo.store;

import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** What has happened to a topology, and when: its {@link Meta} and its {@link History}. */
final class Chronicle {
    private final RecordFolder folder;
    private final Versions versions;
    private final History history;
    private final Clock clock;
    private final Consumer<String> warn;

    Chronicle(RecordFolder folder, Versions versions, Clock clock, Consumer<String> warn) {
        this.folder = folder;
        this.versions = versions;
        this.history = new History(folder.path(), warn);
        this.clock = clock;
        this.warn = warn;
    }

    /** Empty if nothing readable is there; damaged ones are only lost times. */
    Optional<Meta> meta() {
        return Meta.read(folder);
    }

    /** Notes how it stands now ({@link Meta#result}). Returns the time, in seconds since 1970. Durable once the folder is synced. */
    long note(String result) {
        long now = clock.instant().getEpochSecond();
        long created = meta().map(Meta::created).orElse(now);
        Path file = folder.file(RecordFolder.META);
        Aside.keepIfBad(file, text -> Meta.parse(text).isPresent(), warn);
        DurableFiles.place(file, new Meta(created, now, result, folder.bootId()).file());
        return now;
    }

    /** As {@link History#add}. */
    void add(long time, String origin, String result, String text) {
        history.add(time, origin, result, text);
    }

    /** Adds the wanted version if no file has it yet, before another is wanted. */
    void addUnlisted() {
        unlisted().ifPresent(version -> add(version.time(), version.origin(), version.result(), version.text()));
    }

    /** The versions that were applied, the oldest first; the last one is the wanted one. */
    List<Applied> all() {
        List<Applied> all = history.all();
        unlisted().ifPresent(all::add);
        return all;
    }

    /** The wanted version if no file of the history has it: its apply is under way or was cut short, or an earlier topo made it. */
    private Optional<Applied> unlisted() {
        Optional<Applied> newest = history.newest();
        Optional<Meta> meta = meta();
        String result = meta.map(Meta::result).filter(word -> !word.equals(Meta.APPLYING)).orElse(Applied.INTERRUPTED);
        return versions.wanted().map(TopologyRecord.Version::text)
                .filter(text -> newest.map(last -> !last.text().equals(text)).orElse(true))
                .map(text -> new Applied(newest.map(Applied::number).orElse(0) + 1, meta.map(Meta::applied).orElse(0L), Applied.APPLY,
                        result, text));
    }
}
