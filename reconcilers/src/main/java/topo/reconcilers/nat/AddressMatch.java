package topo.reconcilers.nat;

import topo.api.net.IpPrefix;

/** The addresses that an entry applies to: a network, or ({@code network} null) every address of the namespace itself; or all others. */
public record AddressMatch(IpPrefix network, boolean negated) {
    static final String LOCAL_WORD = "@local";
    static final AddressMatch LOCAL = new AddressMatch(null, false);

    public boolean isLocal() {
        return network == null;
    }

    /** Whether this takes every address that the other one takes, as far as it can be told from the two alone. */
    boolean covers(AddressMatch other) {
        if (negated || other.negated || isLocal() || other.isLocal()) {
            return equals(other);
        }
        return network.length() <= other.network.length() && network.contains(other.network.address());
    }

    @Override
    public String toString() {
        return (negated ? "!" : "") + (isLocal() ? LOCAL_WORD : words());
    }

    private String words() {
        return network.length() == network.address().bits() ? network.address().toString() : network.toString();
    }
}
