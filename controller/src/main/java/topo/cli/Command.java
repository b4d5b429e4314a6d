package topo.cli;

/** One command of topo. */
interface Command {
    Syntax syntax();

    /**
     * Does it. Exceptions are reported by the caller.
     *
     * @throws UsageException for arguments that do not fit
     * @throws topo.api.yaml.BadDocumentException for documents that do not read
     * @throws topo.api.SurroundingsException if topo cannot work here
     */
    int run(Arguments arguments);
}
