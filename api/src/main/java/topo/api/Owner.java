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

    /** It carries a mark of topo, which tells no name, and is not known to be of the topology that looks. {@code mark} is for a message. */
    record Unnamed(String mark) implements Owner {}
}
