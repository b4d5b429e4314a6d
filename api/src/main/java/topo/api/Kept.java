package topo.api;

/** What is kept of things that are being deleted. Ends with the process too. */
public interface Kept extends AutoCloseable {
    Kept NOTHING = new Kept() {
        @Override
        public void giveBack() {}

        @Override
        public void close() {}
    };

    /**
     * Puts back what has a place now: called before what was deleted is made again, and after. A failure is an exception in words for the
     * user; the rest is put back all the same.
     */
    void giveBack();

    /** Lets go of all that was not given back; it is gone then. */
    @Override
    void close();
}
