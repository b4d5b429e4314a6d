package topo.reconcilers.nat;

/** The built-in chains of the nat table that entries act in; the name of each is the kernel's. */
enum NatChain {
    PREROUTING("PRE"),
    OUTPUT("OUT"),
    POSTROUTING("POST");

    private final String suffix;

    NatChain(String suffix) {
        this.suffix = suffix;
    }

    /** The end of the name of our chain that it jumps to. */
    String suffix() {
        return suffix;
    }
}
