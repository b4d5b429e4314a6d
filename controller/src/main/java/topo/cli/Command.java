package topo.cli;

import java.util.List;

/** One command of topo. */
interface Command {
    Syntax syntax();

    /** Those of the parameters that name documents to be read. */
    default List<String> files(Arguments arguments) {
        return List.of();
    }

    /**
     * Does it. Exceptions are reported by the caller.
     *
     * @throws UsageException for arguments that do not fit
     * @throws topo.api.yaml.BadDocumentException for documents that do not read
     * @throws topo.api.SurroundingsException if topo cannot work here
     */
    int run(Arguments arguments);
}
