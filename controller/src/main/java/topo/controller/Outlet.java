package topo.controller;

import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import org.slf4j.Logger;
import topo.api.SurroundingsException;
import topo.store.Journal;
import topo.store.StatusFiles;

/**
 * Where the controller tells what it saw and did: the journal, the status files and the log. A disk that is full does not keep it from
 * healing: it is said in the log, and what could not be written is lost.
 */
final class Outlet {
    private final Journal journal;
    private final StatusFiles files;
    private final Logger log;
    private String refused = "";

    Outlet(Journal journal, StatusFiles files, Logger log) {
        this.journal = journal;
        this.files = files;
        this.log = log;
    }

    void tell(List<Entry> entries) {
        List<String> lines = new ArrayList<>();
        for (Entry entry : entries) {
            lines.add(EntryText.write(entry));
            log(entry);
        }
        attempt(() -> journal.append(lines));
    }

    void status(TopologyStatus status) {
        attempt(() -> files.write(status.name(), StatusText.write(status)));
    }

    void gone(String topology) {
        attempt(() -> files.delete(topology));
    }

    /** Why the last write was refused, or empty. */
    String refused() {
        return refused;
    }

    private void attempt(Runnable write) {
        try {
            write.run();
            refused = "";
        } catch (SurroundingsException full) {
            if (!full.getMessage().equals(refused)) {
                log.warn("{}", full.getMessage());
            }
            refused = full.getMessage();
        }
    }

    private void log(Entry entry) {
        StringJoiner words = new StringJoiner(" ");
        words.add(entry.topology().isEmpty() ? "controller:" : entry.topology() + ":").add(entry.type());
        if (!entry.resource().isEmpty()) {
            words.add(entry.resource());
        }
        String what = entry.fields().isEmpty() ? entry.message() : fields(entry);
        if (!what.isEmpty()) {
            words.add("(" + what + ")");
        }
        if (entry.millis() > 0) {
            words.add("in " + Math.round(entry.millis() * 10) / 10.0 + " ms, " + entry.trigger());
        }
        switch (entry.type()) {
            case "failed", "error", "contended" -> log.warn("{}", words);
            default -> log.info("{}", words);
        }
    }

    private static String fields(Entry entry) {
        StringJoiner fields = new StringJoiner("; ");
        entry.fields().forEach(field -> fields.add(field.toString()));
        return fields.toString();
    }
}
