package topo.e2e;

/** A small network with something of every kind, in namespaces of its own but for one cable to the host. */
final class Lab {
    static final String NAME = "lab";

    static final String DOCUMENT = """
            apiVersion: topo/v1
            kind: Topology
            metadata: { name: lab }
            spec:
              namespaces:
                - { name: red }
                - { name: blue }
                - { name: sw }
              bridges:
                - { namespace: sw, name: br0, addresses: [10.0.0.1/24], ageingTime: 200 }
              veths:
                - endpoints:
                    - { namespace: red, name: eth0, addresses: [10.0.0.2/24, "fd00::2/64"], mac: "02:00:00:00:00:02", mtu: 1400 }
                    - { namespace: sw, name: p0, bridge: br0 }
                - endpoints:
                    - { namespace: blue, name: eth0, addresses: [10.0.0.3/24] }
                    - { namespace: sw, name: p1, bridge: br0 }
                - endpoints:
                    - { name: uplink, addresses: [192.0.2.1/24] }
                    - { namespace: sw, name: up0, addresses: [192.0.2.2/24] }
              routes:
                - { namespace: red, to: default, via: 10.0.0.1 }
                - { namespace: blue, to: default, via: 10.0.0.1 }
                - { namespace: red, to: 10.9.0.0/16, via: 10.0.0.3 }
                - { to: 10.0.0.0/24, via: 192.0.2.2 }
              sysctls:
                - { namespace: sw, name: net.ipv4.ip_forward, value: 1 }
              nat:
                - { namespace: sw, type: masquerade, source: 10.0.0.0/24, outInterface: up0 }
                - { namespace: sw, type: dnat, protocol: tcp, port: 8080, to: "10.0.0.2:80" }
              cgroups:
                - { name: red, namespaces: [red], pids: { max: 50 } }
            """;

    private Lab() {}

    static void require(Sandbox box) {
        Feature.require(Feature.VETH, Feature.BRIDGE, Feature.IPV6, Feature.NAT, Feature.RULE_COMMENTS, Feature.ADDRESS_TYPES,
                Feature.CONNECTION_STATES);
        Feature.requireController(box, "pids");
    }

    /** The document with one piece of its text exchanged. */
    static String with(String piece, String other) {
        return with(DOCUMENT, piece, other);
    }

    static String with(String document, String piece, String other) {
        if (!document.contains(piece)) {
            throw new IllegalArgumentException("the document has no " + piece);
        }
        return document.replace(piece, other);
    }

    /** The document without the lines that have this text. */
    static String without(String document, String text) {
        StringBuilder rest = new StringBuilder();
        document.lines().filter(line -> !line.contains(text)).forEach(line -> rest.append(line).append('\n'));
        if (rest.length() == document.length()) {
            throw new IllegalArgumentException("the document has no " + text);
        }
        return rest.toString();
    }
}
