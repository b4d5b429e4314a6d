package topo.server;

import java.io.OutputStream;
import java.util.function.BooleanSupplier;

/** The client, as the command that it asked for sees it. A stream to a client that has gone refuses what is written. */
public interface Conversation {
    /** Text in UTF-8 for its standard output; sent when flushed. */
    OutputStream out();

    /** As {@link #out}, for its standard error. */
    OutputStream err();

    /**
     * From now on the client keeps signals and passes them on: the result tells whether it was asked to stop. Before this the client may
     * leave at any time, and the thread of its command is interrupted then; after this the command goes on to its end without it.
     *
     * @throws topo.api.SurroundingsException if the client has gone, so that nothing is to be begun
     */
    BooleanSupplier keep();
}
