package topo.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Files of the state folder are lost or damaged while a half-changed topology is in the kernel: version 1 was applied, and version 2 was
 * stopped on its way. Whatever is read of them, all that is ours is found again by its marks, what cannot be known is said, and what belongs to
 * others stays.
 */
class StateDamageTest {
    private static final long SEED = 20261121;
    private static final String HOST_SYSCTL = "/proc/sys/net/ipv4/ip_default_ttl";

    private static final String V1 = """
            apiVersion: topo/v1
            kind: Topology
            metadata: { name: lab }
            spec:
              namespaces: [{ name: red }, { name: old }]
              bridges: [{ namespace: red, name: br0, addresses: [10.0.0.1/24] }, { name: oldbr }]
              veths:
                - endpoints: [{ namespace: old, name: eth0, addresses: [10.0.0.2/24] }, { namespace: red, name: p0, bridge: br0 }]
                - endpoints: [{ name: uplink, addresses: [192.0.2.1/24] }, { namespace: red, name: up0, addresses: [192.0.2.2/24] }]
              routes:
                - { namespace: old, to: default, via: 10.0.0.1 }
                - { to: 10.0.0.0/24, via: 192.0.2.2 }
              sysctls:
                - { name: net.ipv4.ip_default_ttl, value: 99 }
                - { namespace: red, name: net.ipv4.ip_forward, value: 1 }
              nat: [{ namespace: red, type: masquerade, source: 10.0.0.0/24, outInterface: up0 }]
            """;
    private static final String V2 = V1.replace("{ name: old }", "{ name: new }, { name: newer }").replace("namespace: old", "namespace: new")
            .replace("{ name: oldbr }", "{ name: newbr }").replace("value: 99", "value: 98");
    private static final String OTHER = """
            apiVersion: topo/v1
            kind: Topology
            metadata: { name: other }
            spec:
              namespaces: [{ name: green }]
              bridges: [{ name: otherbr, addresses: [10.77.0.1/24] }]
              routes: [{ to: 10.78.0.0/16, via: 10.77.0.2 }, { namespace: green, to: 10.79.0.0/16, type: blackhole }]
              sysctls: [{ name: net.ipv4.conf.lo.rp_filter, value: 2 }]
            """;

    @TempDir
    Path temporary;
    private Path state;
    private Path record;
    private RealShell shell;
    private String v2;
    private String other;
    private String foreign;
    private Map<String, byte[]> files;

    @BeforeEach
    void begin() throws IOException {
        state = temporary.resolve("state");
        record = state.resolve("topologies/lab");
        shell = new RealShell(state, temporary.resolve("run"));
        v2 = Files.writeString(temporary.resolve("v2.yaml"), V2).toString();
        other = Files.writeString(temporary.resolve("other.yaml"), OTHER).toString();
        sh("ip link add theirs type bridge; ip netns add theirs; ip route add blackhole 10.90.0.0/16 proto 199");
        assertEquals(0, shell.topo("apply", other), () -> shell.err);
        foreign = picture();
        half();
        files = contents();
        // The history only tells; nothing is found or deleted by it.
        files.keySet().removeIf(name -> name.startsWith("version-"));
        assertEquals(Set.of("topology.yaml", "previous-1.yaml", "meta", "memory", "inventory"), files.keySet());
    }

    @AfterEach
    void end() throws IOException {
        shell.topo("destroy", "lab");
        shell.topo("destroy", "other");
        sh("ip link del theirs; ip netns del theirs; ip route del blackhole 10.90.0.0/16; for n in red old new newer green; do"
                + " ip netns del $n 2>/dev/null; done; echo 64 >" + HOST_SYSCTL);
    }

    /** Version 1, and what one step of version 2 makes of it. */
    private void half() throws IOException {
        String v1 = Files.writeString(temporary.resolve("v1.yaml"), V1).toString();
        assertEquals(0, shell.topo("apply", v1), () -> shell.err);
        int[] asked = {0};
        shell.stop = () -> ++asked[0] > 8;
        assertEquals(4, shell.topo("apply", v2), () -> shell.out + shell.err);
        shell.stop = () -> false;
    }

    /** Each file gone, empty, cut or flipped, and all of them; a third of the cases goes on with each of the three commands. */
    @Test
    void filesAreDamaged() throws Exception {
        List<Map.Entry<String, byte[]>> cases = new ArrayList<>();
        Random random = new Random(SEED);
        files.forEach((name, bytes) -> {
            for (int length : cuts(bytes, random)) {
                cases.add(Map.entry(name, Arrays.copyOf(bytes, length)));
            }
            for (int i = 0; i < 3; i++) {
                byte[] flipped = bytes.clone();
                int bit = random.nextInt(bytes.length * 8);
                flipped[bit / 8] ^= (byte) (1 << bit % 8);
                cases.add(Map.entry(name, flipped));
            }
        });
        int number = 0;
        for (Map.Entry<String, byte[]> one : cases) {
            Files.write(record.resolve(one.getKey()), one.getValue());
            String what = one.getKey() + " of " + one.getValue().length + " bytes, case " + number + " of " + cases.size() + " (seed " + SEED + ")";
            survives(what, number++ % 3);
        }
        System.out.println("FIGURE state: files damaged in " + number + " ways with a real topology");
    }

    @Test
    void filesAreGone() throws Exception {
        for (String name : files.keySet()) {
            Files.delete(record.resolve(name));
            survives(name + " is gone", 0);
            Files.delete(record.resolve(name));
            survives(name + " is gone", 1);
        }
        for (int command = 0; command < 3; command++) {
            for (String name : files.keySet()) {
                Files.delete(record.resolve(name));
            }
            survives("all files are gone", command);
        }
        deleteRecord();
        survives("the folder is gone", 0);
        deleteRecord();
        survives("the folder is gone", 1);
    }

    private interface Deed {
        void on(Path file) throws IOException;
    }

    /** Each of these to the wanted version, and to one of the other files in turn. */
    @Test
    void filesAreStrange() throws Exception {
        Path secret = Files.writeString(temporary.resolve("secret"), "secret");
        Map<String, Deed> deeds = new LinkedHashMap<>();
        deeds.put("is 1 GB large", file -> {
            try (var large = Files.newByteChannel(file, StandardOpenOption.WRITE)) {
                large.position((1L << 30) - 1).write(ByteBuffer.wrap(new byte[1]));
            }
        });
        deeds.put("is a symbolic link", file -> {
            Files.delete(file);
            Files.createSymbolicLink(file, secret);
        });
        deeds.put("belongs to somebody else", file -> Files.setAttribute(file, "unix:uid", 4711));
        deeds.put("may be written by others", file -> Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-rw-")));
        deeds.put("is a folder", file -> {
            Files.delete(file);
            Files.createDirectory(file);
        });
        deeds.put("is of a future version", file -> Files.writeString(file, "apiVersion: topo/v9\nkind: Topology\nspec: { quanta: [] }\n"));
        List<String> names = new ArrayList<>(files.keySet());
        names.remove("topology.yaml");
        int number = 0;
        for (Map.Entry<String, Deed> deed : deeds.entrySet()) {
            for (String name : List.of("topology.yaml", names.get(number % names.size()))) {
                deed.getValue().on(record.resolve(name));
                survives(name + " " + deed.getKey(), number++ % 2);
            }
        }
        assertEquals("secret", Files.readString(secret));
    }

    private static Set<Integer> cuts(byte[] bytes, Random random) {
        Set<Integer> cuts = new TreeSet<>(Set.of(0, bytes.length - 1));
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == '\n' && random.nextInt(20) == 0) {
                cuts.addAll(List.of(i, Math.min(bytes.length - 1, i + 1)));
            }
        }
        return cuts;
    }

    /** {@code command}: 0 to destroy, 1 to apply and destroy, 2 to look and destroy. Then all is as before again, for the next. */
    private void survives(String what, int command) throws IOException {
        if (command == 2) {
            String before = picture();
            assertEquals(1, shell.topo("diff", v2), () -> what + ": " + shell.out + shell.err);
            assertEquals(before, picture(), what);
        } else if (command == 1) {
            assertEquals(0, shell.topo("apply", v2), () -> what + ": " + shell.out + shell.err);
            assertEquals(0, shell.topo("diff", v2), () -> what + ": " + shell.out + shell.err);
            assertEquals(Set.of("green", "new", "newer", "red", "theirs"), Set.of(sh("ls /run/netns").trim().split("\n")), what);
        }
        boolean said = shell.err.contains("net.ipv4.ip_default_ttl is left as it is");
        assertEquals(0, shell.topo("destroy", "lab"), () -> what + ": " + shell.out + shell.err);
        String ttl = sh("cat " + HOST_SYSCTL).trim();
        said |= shell.err.contains("net.ipv4.ip_default_ttl is left as it is") || shell.err.contains("nothing is remembered of topology lab")
                || shell.err.contains("sysctls and routes of the host itself");
        assertTrue(ttl.equals("64") || said, what + ": the sysctl is " + ttl + " and nobody says so: " + shell.err);
        Files.writeString(Path.of(HOST_SYSCTL), "64");
        assertEquals(foreign, picture(), what + ": " + shell.out + shell.err);
        assertEquals(0, shell.topo("diff", other), () -> what + ": " + shell.out + shell.err);
        assertTrue(Files.notExists(record, LinkOption.NOFOLLOW_LINKS), what);
        half();
        assertEquals(files.keySet(), contents().keySet(), what);
    }

    private Map<String, byte[]> contents() throws IOException {
        Map<String, byte[]> found = new LinkedHashMap<>();
        try (Stream<Path> all = Files.list(record)) {
            for (Path file : all.sorted().toList()) {
                // The history only tells; nothing is found or deleted by it.
                if (!file.getFileName().toString().startsWith("version-")) {
                    found.put(file.getFileName().toString(), Files.readAllBytes(file));
                }
            }
        }
        return found;
    }

    private void deleteRecord() throws IOException {
        try (Stream<Path> all = Files.list(record)) {
            for (Path file : all.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(record);
    }

    /** Of the host and each namespace: links, addresses, routes, rules of NAT; indexes and clocks left out. */
    private static String picture() {
        return sh("for n in '' $(ls /run/netns); do echo \"== $n\"; ${n:+nsenter --net=/run/netns/$n} sh -c '"
                + "ip -o link | sed \"s/^[0-9]*: //;s/@if[0-9]*//;s/link-netns [^ ]*//;s/link-netnsid [0-9]*//;s/link.ether.*brd/brd/\" | sort;"
                + " ip -4 -o address | sed \"s/^[0-9]*: //\" | sort; ip -4 route show table all | sort;"
                + " for f in ip_default_ttl ip_forward conf/lo/rp_filter; do cat /proc/sys/net/ipv4/$f; done;"
                + " nft list ruleset 2>/dev/null | grep TOPO-; true'; done")
                .replaceAll("NO-CARRIER,|,LOWER_UP|state [A-Z]+|linkdown|packets \\d+ bytes \\d+", "").replaceAll(" +", " ");
    }

    private static String sh(String script) {
        try {
            Process process = new ProcessBuilder("sh", "-c", script).redirectError(ProcessBuilder.Redirect.DISCARD).start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            process.waitFor();
            return said;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(stopped);
        }
    }
}
