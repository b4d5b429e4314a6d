package topo.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Names that others gave to things in the kernel: nothing in them reaches a terminal, and a thing of ours is found whatever it is called. */
class ForeignNamesTest {
    private static final String DOCUMENT = """
            apiVersion: topo/v1
            kind: Topology
            metadata: { name: lab }
            spec:
              namespaces: [{ name: red }]
              bridges: [{ name: br0 }]
              veths: [{ endpoints: [{ name: p0, bridge: br0 }, { namespace: red, name: eth0 }] }]
            """;
    /** printf(1) makes bytes of these: an escape sequence, one with a C1 control, and bytes that are no UTF-8. */
    private static final String[] NAMES = {"\\033[31mx", "\\302\\233x", "\\377\\376", "\\376\\377", "\\303\\251"};

    @AutoClose
    private final Sandbox box = Sandbox.open();

    @BeforeEach
    void require() {
        Feature.require(Feature.VETH, Feature.BRIDGE);
    }

    private static void assertSafe(Result result) {
        String all = result.out() + result.err();
        assertTrue(all.chars().noneMatch(c -> c < ' ' && c != '\n' || c >= 0x7f && c < 0xa0), "raw characters in " + result);
    }

    /** The bridge that our port was put into, in plan, status and JSON. */
    @Test
    void areEscapedWhereverTheyAreShown() {
        box.apply(DOCUMENT).expect(0);
        for (String name : NAMES) {
            box.sh("n=$(printf '" + name + "'); ip link add \"$n\" type bridge; ip link set p0 master \"$n\"");
            assertSafe(box.topo("diff", box.file("lab.yaml", DOCUMENT)).expect(1).says("bridge"));
            assertSafe(box.topo("get", "lab", "-o", "wide").expect(0).says("Differs"));
            assertSafe(box.topo("get", "lab", "-o", "json").expect(0));
            assertSafe(box.topo("describe", "lab").expect(0));
            assertSafe(box.apply(DOCUMENT).expect(0));
            box.sh("ip link delete \"$(printf '" + name + "')\"");
        }
    }

    @Test
    void aThingOfOursIsFoundUnderAnyName() {
        for (String name : NAMES) {
            box.apply(DOCUMENT).expect(0);
            box.sh("ip link set br0 name \"$(printf '" + name + "')\"");
            assertSafe(box.topo("get", "--orphans").expect(0));
            assertSafe(box.topo("destroy", "lab").expect(0));
            assertEquals("", box.sh("ip -o link show type bridge"), name);
        }
    }

    @Test
    void twoNamesThatAreNoTextAreTwo() {
        box.sh("ip link add \"$(printf '\\377')\" type bridge; ip link add \"$(printf '\\376')\" type bridge;"
                + " ip link set \"$(printf '\\377')\" group 0x54badbad; ip link set \"$(printf '\\376')\" group 0x54badbad");
        String json = box.topo("get", "--orphans", "-o", "json").expect(0).out();
        assertTrue(json.contains("\"\\uDCFF\"") && json.contains("\"\\uDCFE\""), json);
        assertSafe(box.topo("destroy", "--orphans").expect(0));
        assertEquals("", box.sh("ip -o link show type bridge"));
    }

    @Test
    void aliasesAndFilesOfOthersDoNotMatterNorShow() {
        box.sh("""
                ip link add br0 type bridge; ip link set br0 alias "$(printf 'topo:\\033[2Jx')"
                for n in '\\033[31m' '\\377\\376' 'a b' '\\303\\251'; do touch "/run/netns/$(printf "$n")"; ip netns add "$(printf "y$n")"; done
                ln -s /proc/1/ns/net /run/netns/linked
                """);
        assertSafe(box.apply(DOCUMENT).expect(3).complains("br0"));
        assertSafe(box.topo("get", "--orphans").expect(0));
        assertSafe(box.topo("exec", "nothing", "--", "true").expect(4));
        box.sh("ip link delete br0");
        box.apply(DOCUMENT).expect(0);
        box.sh("rm -r /var/lib/topo; ln -s red /run/netns/second");
        String names = box.sh("ls -b /run/netns");
        assertSafe(box.topo("destroy", "lab").expect(0));
        assertEquals(names.replace("red\n", ""), box.sh("ls -b /run/netns"), "only ours went");
    }

    /** What a program of ours is started with does not depend on the surroundings. */
    @Test
    void noVariableReachesAProgram() {
        Feature.require(Feature.NAT);
        box.sh("mkdir /run/bad; for p in iptables-save iptables-restore ip6tables-save iptables iptables-nft-save nsenter; do"
                + " printf '#!/bin/sh\\necho $0 >>/run/bad/called\\nexit 1\\n' >/run/bad/$p; chmod +x /run/bad/$p; done");
        String document = "apiVersion: topo/v1\nkind: Topology\nmetadata: { name: lab }\nspec:\n  namespaces: [{ name: red }]\n"
                + "  nat: [{ type: masquerade, source: 10.0.0.0/24 }, { type: masquerade, source: 10.0.0.0/24, namespace: red }]\n";
        String file = box.file("lab.yaml", document);
        String[] command = box.launcher("apply", file);
        String[] whole = new String[command.length + 5];
        System.arraycopy(new String[] {"env", "PATH=/run/bad:/usr/sbin:/usr/bin:/sbin:/bin", "XTABLES_LIBDIR=/nonexistent", "IPTABLES_LIB_DIR=/nonexistent",
                "BASH_ENV=/run/bad/iptables"}, 0, whole, 0, 5);
        System.arraycopy(command, 0, whole, 5, command.length);
        box.run(whole).expect(0);
        assertEquals("", box.sh("cat /run/bad/called 2>/dev/null || true"));
        assertTrue(box.sh("iptables-save -t nat").contains("10.0.0.0/24"));
    }
}
