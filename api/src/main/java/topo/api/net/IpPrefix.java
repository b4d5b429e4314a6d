package topo.api.net;

/**
 * An address with a prefix length: {@code 10.0.0.1/24} on an interface, {@code 10.0.0.0/24} as a network. The length is 0 to 32
 * or 0 to 128.
 */
public record IpPrefix(IpAddress address, int length) implements Comparable<IpPrefix> {
    public static final IpPrefix DEFAULT4 = new IpPrefix(IpAddress.ANY4, 0);
    public static final IpPrefix DEFAULT6 = new IpPrefix(IpAddress.ANY6, 0);

    public IpPrefix {
        if (length < 0 || length > address.bits()) {
            throw new IllegalArgumentException("the prefix length " + length + " is not between 0 and " + address.bits());
        }
    }

    /** Reads {@code ADDRESS/LENGTH}; {@link IllegalArgumentException} says what is wrong. */
    public static IpPrefix parse(String text) {
        int slash = text.indexOf('/');
        if (slash < 0) {
            IpAddress address = IpAddress.parse(text);
            throw new IllegalArgumentException("the prefix length is missing (" + text + "/" + (address.v6() ? 64 : 24) + "?)");
        }
        String length = text.substring(slash + 1);
        int number = IpText.decimal(length, 0, length.length());
        if (number < 0) {
            throw new IllegalArgumentException("the prefix length \"" + length + "\" is not a number");
        }
        return new IpPrefix(IpAddress.parse(text.substring(0, slash)), number);
    }

    /** One address as a network of its own, /32 or /128. */
    public static IpPrefix single(IpAddress address) {
        return new IpPrefix(address, address.bits());
    }

    public boolean v6() {
        return address.v6();
    }

    /** The same network with its host bits cleared. */
    public IpPrefix network() {
        return new IpPrefix(address.masked(length), length);
    }

    public boolean hasHostBits() {
        return !address.masked(length).equals(address);
    }

    public boolean contains(IpAddress other) {
        return other.v6() == v6() && other.masked(length).equals(address.masked(length));
    }

    public boolean isDefault() {
        return length == 0;
    }

    @Override
    public int compareTo(IpPrefix other) {
        int byAddress = address.compareTo(other.address);
        return byAddress != 0 ? byAddress : Integer.compare(length, other.length);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof IpPrefix that && length == that.length && address.equals(that.address);
    }

    @Override
    public int hashCode() {
        return 31 * address.hashCode() + length;
    }

    @Override
    public String toString() {
        return address + "/" + length;
    }
}
