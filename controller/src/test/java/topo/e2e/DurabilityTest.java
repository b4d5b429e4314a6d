package topo.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the state folder's files go through, as strace(1) sees it, and what becomes of topo when the disk fails. */
class DurabilityTest {
    private static final String FOLDER = "/var/lib/topo/topologies/lab";
    private static final String DOCUMENT = """
            apiVersion: topo/v1
            kind: Topology
            metadata: { name: lab }
            spec:
              namespaces: [{ name: red }]
              sysctls: [{ name: net.ipv4.ip_default_ttl, value: 99 }]
            """;

    @AutoClose
    private final Sandbox box = Sandbox.open();
    private String file;

    @BeforeEach
    void write() {
        Assumptions.assumeTrue(box.run("strace", "-V").succeeded(), "strace is installed");
        file = box.file("lab.yaml", DOCUMENT);
        // A first start after a build trains the JVM, on namespaces of its own.
        box.topo("--version").expect(0);
    }

    private Result traced(String options, String... arguments) {
        List<String> words = new ArrayList<>(List.of("strace", "-f", "-qq", "-o", "/run/trace"));
        words.addAll(List.of(options.split(" ")));
        words.addAll(List.of(box.launcher(arguments)));
        return box.run(words.toArray(String[]::new));
    }

    /** Made for its owner, never through a link (open(2): O_EXCL follows none), synced before it is renamed, and the rename synced too. All before the first change. */
    @Test
    void aFileIsSyncedThenRenamedThenItsFolderIsSynced() {
        traced("-y -e trace=openat,open,fsync,fdatasync,rename,renameat,renameat2,mount", "apply", file).expect(0);
        String trace = box.sh("cat /run/trace");
        for (String name : List.of("topology.yaml", "meta", "inventory")) {
            int made = find(trace, 0, "open(at)?\\(.*" + FOLDER + "/" + name + "\\.new\", [^\\n]*O_CREAT\\|O_EXCL[^\\n]*0600\\)");
            int synced = find(trace, made, "f(data)?sync\\([0-9]+<" + FOLDER + "/" + name + "\\.new>\\)");
            int renamed = find(trace, synced, "rename(at2?)?\\([^\\n]*" + name + "\\.new\", [^\\n]*" + FOLDER + "/" + name + "\"");
            int folder = find(trace, renamed, "f(data)?sync\\([0-9]+<" + FOLDER + ">\\)");
            assertTrue(folder < find(trace, 0, "mount\\([^\\n]*ns/net"), name + " is there before the first namespace");
        }
        int memory = find(trace, 0, "open(at)?\\([^\\n]*" + FOLDER + "/memory\", [^\\n]*O_CREAT\\|O_EXCL[^\\n]*0600");
        int synced = find(trace, memory, "f(data)?sync\\([0-9]+<" + FOLDER + "/memory>\\)");
        assertTrue(synced > 0);
        assertEquals("", box.sh("find /var/lib/topo -type f ! -perm 600; find /var/lib/topo -type d ! -perm 700"));
        assertEquals("", box.sh("grep -E 'O_CREAT' /run/trace | grep -vE '/(var/lib|run)/topo/|/run/netns/|/dev/null|/proc/' || true"), "no file elsewhere");
    }

    private static int find(String trace, int from, String pattern) {
        Matcher matcher = Pattern.compile(pattern).matcher(trace);
        assertTrue(matcher.find(from), () -> "no " + pattern + " after position " + from + " of\n" + trace);
        return matcher.end();
    }

    /** A file that the disk does not give now it may give later: nothing is done without it, and it is not taken for damaged. */
    @Test
    void aDiskThatDoesNotGiveAFileRefusesTheRun() {
        box.topo("apply", file).expect(0);
        String before = Picture.whole(box);
        traced("-P " + FOLDER + "/topology.yaml -e trace=read -e inject=read:error=EIO", "destroy", "lab").expect(5)
                .complains("topology.yaml: reading it ends with: Input/output error").complains("run it again, or give that up");
        Picture.assertSame(before, Picture.whole(box), "nothing is done without what the file says");
        box.topo("destroy", "lab").expect(0);
        assertEquals("", box.sh("ls /run/netns"));
        assertEquals("64\n", box.sh("cat /proc/sys/net/ipv4/ip_default_ttl"));
    }

    /** The write that fails comes before the first change of the kernel. */
    @Test
    void aDiskThatDoesNotTakeAFileRefusesTheRun() {
        String before = Picture.whole(box);
        for (String call : List.of("fsync", "fdatasync", "rename")) {
            traced("-P " + FOLDER + "/topology.yaml.new -e trace=" + call + " -e inject=" + call + ":error=EIO", "apply", file);
            if (box.topo("get", "lab").status() == 0 && !Picture.whole(box).equals(before)) {
                // This JDK does not use that call here.
                box.topo("destroy", "lab").expect(0);
            }
            Picture.assertSame(before, Picture.whole(box), call);
        }
        Result refused = traced("-P " + FOLDER + "/topology.yaml.new -e trace=fsync,fdatasync -e inject=fsync,fdatasync:error=EIO", "apply", file);
        refused.expect(5).complains("write " + FOLDER + "/topology.yaml: Input/output error");
        Picture.assertSame(before, Picture.whole(box), "changed");
        box.topo("apply", file).expect(0);
    }

    /** After a boot the kernel has nothing of before: what is wanted is made anew, and values of before the boot are nobody's. */
    @Test
    void anotherBoot() {
        box.topo("apply", file).expect(0);
        box.sh("ip netns del red; echo 70 >/proc/sys/net/ipv4/ip_default_ttl; rm -r /run/topo;"
                + " echo 11111111-2222-3333-4444-555555555555 >/run/boot_id; mount --bind /run/boot_id /proc/sys/kernel/random/boot_id");
        box.topo("diff", file).expect(1).says("+ namespace red").says("~ sysctl net.ipv4.ip_default_ttl");
        box.topo("apply", file).expect(0);
        box.topo("destroy", "lab").expect(0);
        assertEquals("70\n", box.sh("cat /proc/sys/net/ipv4/ip_default_ttl"), "not what it was before the boot");
    }

    /** Never applied again since the boot: what topo wrote then is not there, even if somebody else wrote the same. */
    @Test
    void destroyAfterAnotherBoot() {
        box.topo("apply", file).expect(0);
        box.sh("ip netns del red; rm -r /run/topo; echo 11111111-2222-3333-4444-555555555555 >/run/boot_id;"
                + " mount --bind /run/boot_id /proc/sys/kernel/random/boot_id");
        box.topo("destroy", "lab").expect(0);
        assertEquals("99\n", box.sh("cat /proc/sys/net/ipv4/ip_default_ttl"));
        assertEquals("", box.sh("ls /var/lib/topo/topologies"));
    }
}
