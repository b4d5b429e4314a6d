package topo.kernel.netfilter;

import topo.api.net.NetnsName;

/** One table: of this namespace, family and backend. */
public record TableRef(NetnsName netns, IpFamily family, Backend backend, String table) {

    public TableRef with(Backend other) {
        return new TableRef(netns, family, other, table);
    }

    @Override
    public String toString() {
        return family + " " + table + " table" + netns.suffix();
    }
}
