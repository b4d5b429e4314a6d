package topo.store;

import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;

/** Where it stands that an apply of a topology waits to be confirmed. */
record PendingFile(Path file, String topology, Consumer<String> warn) {

    /** Empty as well if the file is damaged. */
    Optional<Pending> read() {
        return DurableFiles.read(file).flatMap(Pending::parse);
    }

    void setAsideIfDamaged() {
        Optional<String> content = DurableFiles.read(file);
        if (content.isPresent() && Pending.parse(content.get()).isEmpty()) {
            warn.accept(file + " does not read and is kept as " + Aside.move(file).getFileName() + ": topology " + topology
                    + " waited to be confirmed; it stays as it is, and \"topo rollback " + topology + "\" returns to the version before");
        }
    }

    /** Durable on return. */
    void write(Pending pending) {
        DurableFiles.makeFolder(file.getParent());
        DurableFiles.write(file, pending.file());
    }

    void delete() {
        DurableFiles.delete(file);
    }
}
