package topo.api;

/** Whose an observed thing is, as seen by one topology. */
public sealed interface Owner {
    Owner OURS = new Ours();
    Owner NOBODY = new Nobody();

    /** It carries the mark of the topology that looks. */
    record Ours() implements Owner {}

    /** It carries no mark of topo. */
    record Nobody() implements Owner {}

    /** It carries the mark of another topology. */
    record Other(String topology) implements Owner {}
}
