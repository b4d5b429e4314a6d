package topo.controller;

import topo.api.Resources;
import topo.api.Topology;
import topo.engine.Scopes;

/**
 * What is remembered of one topology.
 *
 * @param recorded what earlier versions declared as well, which may still be in the kernel
 * @param settled whether nothing but what is wanted is recorded, so that parts of it can be looked at alone
 * @param stamp of the files that all this was read from, before they were read; see {@link topo.store.StateFolder#stamp}
 * @param whole whether the record tells all that may be in the kernel; else that is found by its marks
 */
record Version(Topology topology, Object stamp, Resources recorded, boolean settled, boolean whole, Scopes scopes) {

    String text() {
        return topology.source();
    }
}
