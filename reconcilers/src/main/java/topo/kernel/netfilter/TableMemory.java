package topo.kernel.netfilter;

import java.util.List;
import java.util.function.Supplier;

/** What was read of tables, for as long as it is certain that a look would show the same. Thread-safe. */
public interface TableMemory {
    /** Remembers nothing. */
    TableMemory NONE = (question, look) -> look.get();

    /**
     * What a look depends on besides the table's content.
     *
     * @param prefix of the chains that are looked for
     * @param program the file of the program that reads the table; another one may be of the other backend
     */
    record Question(TableRef table, String prefix, String program) {}

    /** What the look showed when it was last taken, or what it shows now. */
    List<SavedTable> recall(Question question, Supplier<List<SavedTable>> look);
}
