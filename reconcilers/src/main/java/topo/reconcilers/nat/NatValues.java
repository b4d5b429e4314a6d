package topo.reconcilers.nat;

import topo.api.net.IpAddress;
import topo.api.yaml.Values;
import topo.api.yaml.YamlMap;
import topo.api.yaml.YamlMap.Reader;
import topo.api.yaml.YamlNode;
import topo.api.yaml.YamlScalar;
import topo.kernel.netfilter.PortRange;
import topo.reconcilers.nat.NatAction.Backend;
import topo.reconcilers.nat.NatAction.Snat;

/** Readers for the values of {@code nat} entries. */
final class NatValues {
    private static final int MOST_WEIGHT = 1000;
    private static final String LOOPBACK = "lo";

    private NatValues() {}

    /** A network, with a "!" in front all but that; {@code @local} where the field takes it. */
    static Reader<AddressMatch> address(boolean localAllowed) {
        return node -> {
            boolean negated = isNegated(node);
            YamlScalar rest = withoutMark(node);
            if (!rest.text().startsWith("@")) {
                return new AddressMatch(Values.network().read(rest), negated);
            }
            if (!localAllowed || !rest.text().equals(AddressMatch.LOCAL_WORD)) {
                throw new IllegalArgumentException("expected an address or prefix" + (localAllowed ? " or \"@local\"" : "") + ", found "
                        + node.describe());
            }
            return new AddressMatch(null, negated);
        };
    }

    /** An interface's name or {@code @default-route}, with a "!" in front any but that one. */
    static Reader<InterfaceMatch> device() {
        return node -> {
            boolean negated = isNegated(node);
            YamlScalar rest = withoutMark(node);
            if (rest.text().startsWith("@") && !rest.text().equals(InterfaceMatch.DEFAULT_ROUTE)) {
                throw new IllegalArgumentException("expected an interface or \"@default-route\", found " + node.describe());
            }
            boolean known = rest.text().equals(InterfaceMatch.DEFAULT_ROUTE) || rest.text().equals(LOOPBACK);
            return new InterfaceMatch(known ? rest.text() : Values.interfaceName().read(rest), negated);
        };
    }

    private static boolean isNegated(YamlNode node) {
        return node.asText().startsWith("!");
    }

    private static YamlScalar withoutMark(YamlNode node) {
        String text = node.asText();
        return new YamlScalar(node.place(), text.startsWith("!") ? text.substring(1).strip() : text, true);
    }

    /** {@code 8000} or {@code 8000-8010}. */
    static Reader<PortRange> ports() {
        return node -> ports(node.asText());
    }

    private static PortRange ports(String text) {
        int dash = text.indexOf('-');
        int low = port(dash < 0 ? text : text.substring(0, dash), text);
        int high = dash < 0 ? low : port(text.substring(dash + 1), text);
        if (low > high) {
            throw new IllegalArgumentException("the range " + text + " ends before it starts");
        }
        return new PortRange(low, high);
    }

    private static int port(String text, String whole) {
        boolean number = !text.isEmpty() && text.length() <= 5 && text.charAt(0) != '0';
        for (int i = 0; number && i < text.length(); i++) {
            number = text.charAt(i) >= '0' && text.charAt(i) <= '9';
        }
        int port = number ? Integer.parseInt(text) : 0;
        if (port < 1 || port > 65535) {
            String shown = whole.length() > 40 ? whole.substring(0, 40) + "..." : whole;
            throw new IllegalArgumentException("expected a port from 1 to 65535 or a range such as 8000-8010, found \"" + shown + "\"");
        }
        return port;
    }

    /** {@code 192.0.2.1} or {@code 192.0.2.1-192.0.2.5}. */
    static Snat sources(YamlNode node) {
        String text = node.asText();
        int dash = text.indexOf('-');
        IpAddress first = host(node, dash < 0 ? text : text.substring(0, dash).strip());
        IpAddress last = dash < 0 ? first : host(node, text.substring(dash + 1).strip());
        if (first.v6() != last.v6()) {
            throw new IllegalArgumentException("the range " + text + " starts in one address family and ends in the other");
        }
        if (first.compareTo(last) > 0) {
            throw new IllegalArgumentException("the range " + text + " ends before it starts");
        }
        return new Snat(first, last);
    }

    /** {@code ADDRESS:PORT} and its other forms, or a mapping of that and a weight. */
    static Backend backend(YamlNode node) {
        if (!(node instanceof YamlMap map)) {
            return target(node, 1);
        }
        int weight = map.get("weight", 1, Values.integer(1, MOST_WEIGHT));
        return map.require("address", address -> target(address, weight));
    }

    /** {@code 10.0.0.2:80}, {@code 10.0.0.2:80-90}, {@code 10.0.0.2}, {@code [fd00::2]:80}, {@code fd00::2}. */
    static Backend target(YamlNode node, int weight) {
        String text = node.asText();
        if (text.startsWith("[")) {
            int end = text.indexOf(']');
            if (end < 0 || end + 1 < text.length() && text.charAt(end + 1) != ':') {
                throw new IllegalArgumentException("expected [ADDRESS]:PORT, found " + node.describe());
            }
            IpAddress address = host(node, text.substring(1, end));
            if (!address.v6()) {
                throw new IllegalArgumentException("brackets are for IPv6 addresses only, found " + node.describe());
            }
            return new Backend(address, end + 1 == text.length() ? null : ports(text.substring(end + 2)), weight);
        }
        int colon = text.indexOf(':');
        if (colon < 0 || text.indexOf(':', colon + 1) >= 0) {
            return new Backend(host(node, text), null, weight);
        }
        return new Backend(host(node, text.substring(0, colon)), ports(text.substring(colon + 1)), weight);
    }

    private static IpAddress host(YamlNode node, String text) {
        IpAddress address;
        try {
            address = IpAddress.parse(text);
        } catch (IllegalArgumentException wrong) {
            throw new IllegalArgumentException(node.describe() + ": " + wrong.getMessage());
        }
        if (address.isUnspecified() || address.isMulticast()) {
            throw new IllegalArgumentException(address + " is not the address of one host");
        }
        return address;
    }
}
