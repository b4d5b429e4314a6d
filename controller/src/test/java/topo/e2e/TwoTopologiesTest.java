package topo.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two topologies never share a thing: the second is refused before anything is touched, and told whose it is. */
class TwoTopologiesTest {
    private static final String FIRST = """
            apiVersion: topo/v1
            kind: Topology
            metadata: { name: first }
            spec:
              namespaces: [{ name: red }]
              bridges: [{ name: br0, addresses: [172.28.0.1/24] }]
              veths: [{ endpoints: [{ namespace: red, name: eth0, addresses: [172.28.0.2/24] }, { name: v-red, bridge: br0 }] }]
              routes:
                - { to: 172.27.0.0/16, via: 172.28.0.2 }
                - { to: 172.26.0.0/16, type: blackhole, table: 77, metric: 5 }
              sysctls: [{ name: net.ipv4.ip_forward, value: 1 }]
              nat:
                - { type: masquerade, source: 172.28.0.0/24 }
                - { type: dnat, protocol: tcp, port: 8000-8010, to: 172.28.0.2 }
                - { type: dnat, protocol: udp, port: 20000-30000, destination: 192.0.2.1, to: 172.28.0.2 }
              cgroups: [{ name: all, namespaces: [red], pids: { max: 50 } }]
            """;

    @AutoClose
    private final Sandbox box = Sandbox.open();

    @BeforeEach
    void require() {
        Lab.require(box);
    }

    private static String document(String name, String spec) {
        return "apiVersion: topo/v1\nkind: Topology\nmetadata: { name: " + name + " }\nspec:\n  " + spec + "\n";
    }

    @Test
    void eachSortOfThingIsRefused() {
        Map<String, String> second = new LinkedHashMap<>();
        second.put("namespaces: [{ name: red }]", "create namespace red: ");
        second.put("bridges: [{ name: br0 }]", "create bridge br0: EEXIST: interface br0 ");
        second.put("bridges: [{ name: br0, addresses: [172.28.9.1/24] }]", "create bridge br0: EEXIST: interface br0 ");
        second.put("veths: [{ endpoints: [{ name: v-red }, { name: other }] }]", "create veth v-red: EEXIST: interface v-red ");
        second.put("veths: [{ endpoints: [{ name: other }, { name: br0 }] }]", "create veth other: EEXIST: interface br0 ");
        second.put("{ bridges: [{ name: br0 }], veths: [{ endpoints: [{ name: a, bridge: br0 }, { name: b }] }] }", "create bridge br0: ");
        second.put("routes: [{ to: 172.27.0.0/16, type: blackhole }]", "create route 172.27.0.0/16: ");
        second.put("routes: [{ to: 172.26.0.0/16, dev: lo, table: 77, metric: 5 }]", "create route 172.26.0.0/16 metric 5 table 77: ");
        second.put("sysctls: [{ name: net.ipv4.ip_forward, value: 0 }]", "create sysctl net.ipv4.ip_forward: ");
        second.put("sysctls: [{ name: net/ipv4/ip_forward, value: 1 }]", "create sysctl net.ipv4.ip_forward: ");
        second.put("sysctls: [{ name: net.ipv4.conf.all.forwarding, value: 1 }]",
                "create sysctl net.ipv4.conf.all.forwarding: EEXIST: what it shares with sysctl net.ipv4.ip_forward ");
        second.put("nat: [{ type: masquerade, source: 172.28.0.0/24 }]", "create nat masquerade 172.28.0.0/24: ");
        second.put("nat: [{ type: masquerade, source: 172.28.0.0/24, outInterface: \"@default-route\" }]",
                "EEXIST: what it shares with nat masquerade 172.28.0.0/24 ");
        second.put("nat: [{ type: snat, source: 172.28.0.0/24, to: 192.0.2.9 }]", "EEXIST: what it shares with nat masquerade 172.28.0.0/24 ");
        second.put("nat: [{ type: dnat, protocol: tcp, port: 8005, to: 10.0.0.2 }]", "published port tcp/8005 on @local ");
        second.put("nat: [{ type: dnat, protocol: tcp, port: 1-60000, to: 10.0.0.2 }]", "EEXIST: what it shares with nat dnat tcp/8000-8010 on @local ");
        second.put("nat: [{ type: dnat, protocol: tcp, port: 8005, destination: 192.0.2.1, to: 10.0.0.2 }]",
                "EEXIST: what it shares with nat dnat tcp/8000-8010 on @local ");
        second.put("nat: [{ type: dnat, protocol: udp, port: 25000, destination: 192.0.2.0/24, to: 10.0.0.2 }]",
                "EEXIST: what it shares with nat dnat udp/20000-30000 on 192.0.2.1 ");
        second.put("{ namespaces: [{ name: red }], cgroups: [{ name: x, namespaces: [red] }] }", "cgroup for the processes of namespace red ");
        box.topo("apply", box.file("first.yaml", FIRST)).expect(0);
        Picture.settle(box);
        String before = Picture.whole(box);
        second.forEach((spec, words) -> {
            String text = spec.startsWith("{") ? document("second", "").replace("spec:\n  ", "spec: " + spec) : document("second", spec);
            box.apply(text).expect(3).complains(words).complains("belongs to topology first; destroy that one or rename this one\n")
                    .complains("nothing was changed");
            box.apply(text, "--dry-run").expect(3).complains(words);
            box.apply(text, "--adopt").expect(3).complains(words);
        });
        Picture.assertSame(before, Picture.whole(box), "changed");
        assertEquals("first\n", box.sh("ls /var/lib/topo/topologies"), "and nothing is remembered");
        box.topo("apply", box.file("first.yaml", FIRST)).expect(0).says("No changes.");
    }

    /** What is only near to it is no conflict. */
    @Test
    void theirNeighboursAreFree() {
        String second = document("second", """
                namespaces: [{ name: redder }]
                  bridges: [{ name: br1, addresses: [172.29.0.1/24] }]
                  routes: [{ to: 172.27.0.0/17, type: blackhole }, { to: 172.26.0.0/16, type: blackhole, table: 78, metric: 5 }]
                  sysctls: [{ name: net.ipv4.conf.br1.forwarding, value: 1 }]
                  nat:
                    - { type: masquerade, source: 172.29.0.0/24 }
                    - { type: dnat, protocol: udp, port: 8000-8010, to: 172.29.0.2 }
                    - { type: dnat, protocol: tcp, port: 8011, to: 172.29.0.2 }
                    - { type: dnat, protocol: udp, port: 25000, destination: 192.0.2.2, to: 172.29.0.2 }
                  cgroups: [{ name: all, namespaces: [redder], pids: { max: 50 } }]
                """);
        box.topo("apply", box.file("first.yaml", FIRST)).expect(0);
        box.topo("apply", box.file("second.yaml", second)).expect(0);
        box.topo("apply", box.file("first.yaml", FIRST)).expect(0).says("No changes.");
        box.topo("destroy", "second").expect(0);
        box.topo("apply", box.file("first.yaml", FIRST)).expect(0).says("No changes.");
    }

    /** Names whose chains are called alike, by a hash of 32 bits: refused while one is remembered, and, by the comments, when its record is lost. */
    @Test
    void namesWithTheSameHashAreKeptApart() {
        String[] twins = twins();
        String spec = "nat: [{ type: masquerade, source: 10.%d.0.0/24 }]";
        String one = document(twins[0], spec.formatted(1));
        String two = document(twins[1], spec.formatted(2));
        box.apply(one).expect(0);
        String before = Picture.whole(box);
        assertTrue(before.contains("topo:" + twins[0] + ":jump"), before);
        box.apply(two).expect(3).complains("has the same hash").complains("as that of topology " + twins[0]);
        box.topo("destroy", twins[1]).expect(4).complains("could not be told from those of topology " + twins[0]);
        box.sh("rm -r /var/lib/topo");
        box.apply(two).expect(3).complains("belongs to topology " + twins[0]);
        box.topo("destroy", twins[1]).expect(4);
        Picture.assertSame(before, Picture.whole(box), "changed");
        box.topo("get", "--orphans").expect(0).says(twins[0]).doesNotSay(twins[1]);
        box.topo("destroy", twins[0]).expect(0);
        box.apply(two).expect(0);
    }

    private static String[] twins() {
        Map<Long, String> seen = new HashMap<>();
        for (int i = 0; ; i++) {
            String name = "lab-" + Integer.toString(i * 7919, 36) + "-" + i;
            CRC32 crc = new CRC32();
            crc.update(name.getBytes());
            String other = seen.putIfAbsent(crc.getValue(), name);
            if (other != null) {
                return new String[] {other, name};
            }
        }
    }
}
