package topo.controller;

/** Whoever started the controller and wants to know how it stands. Called on the controller's thread; no call waits or throws. */
public interface Overseer {
    /** All that is remembered was looked at, for the first time or after a {@link #reloading}. */
    void ready();

    /** Everything is being read again. */
    void reloading();

    /** The end has begun. */
    void stopping();

    /** The loop turns; called at least once a second while nothing is done, and at the begin of each pass. */
    void alive();

    Overseer NONE = new Overseer() {
        @Override
        public void ready() {
            // nobody asks
        }

        @Override
        public void reloading() {
            // nobody asks
        }

        @Override
        public void stopping() {
            // nobody asks
        }

        @Override
        public void alive() {
            // nobody asks
        }
    };
}
