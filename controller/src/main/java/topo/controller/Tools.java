package topo.controller;

import java.util.List;
import topo.engine.Registered;

/**
 * The kinds, bound to the kernel for one pass. Closed after it: a socket that stays open in a namespace would keep that alive after
 * somebody deleted it, and would show it in place of one that was made anew under the same name.
 */
public interface Tools extends AutoCloseable {
    /** In rank order. */
    List<Registered<?>> kinds();

    @Override
    void close();
}
