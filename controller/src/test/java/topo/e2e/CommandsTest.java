package topo.e2e;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The commands as a user meets them: what they print, where, and what they exit with. */
class CommandsTest {
    private static final String SMALL = """
            apiVersion: topo/v1
            kind: Topology
            metadata: { name: %s }
            spec:
              namespaces: [{ name: %s }]
              bridges: [{ namespace: %s, name: br0, addresses: [10.0.0.1/24] }]
            """;

    @AutoClose
    private final Sandbox box = Sandbox.open();

    @BeforeEach
    void require() {
        Feature.require(Feature.VETH, Feature.BRIDGE);
    }

    private static String small(String name) {
        return SMALL.formatted(name, "ns-" + name, "ns-" + name);
    }

    @Test
    void dryRunAndDiffPrintThePlanAndChangeNothing() {
        String file = box.file("a.yaml", small("a"));
        String before = Picture.whole(box);
        Result dryRun = box.topo("apply", file, "--dry-run").expect(0).says("  + namespace ns-a").says("  + bridge br0 (namespace ns-a)")
                .says("Plan: 2 to add, 0 to change, 0 to replace, 0 to delete.");
        Result diff = box.topo("diff", file).expect(1);
        assertEquals(dryRun.out(), diff.out());
        Picture.assertSame(before, Picture.whole(box), "changed");
        assertEquals("", box.sh("find /var/lib/topo /run/topo -type f 2>/dev/null || true"));
        Result apply = box.topo("apply", file).expect(0).says("Applied topology a: 2 added");
        assertEquals(DriftTest.changes(diff), DriftTest.changes(apply));
        box.topo("diff", file).expect(0).says("No changes.");
    }

    @Test
    void filesFoldersAndStandardInput() {
        box.file("many/b.yaml", small("b"));
        box.file("many/c.yml", small("c") + "---\n" + small("d"));
        box.file("many/ignored.txt", "nonsense: [");
        box.file("many/deeper/e.yaml", small("e"));
        box.topo("apply", box.file("a.yaml", small("a")), box.folder().resolve("many").toString()).expect(0);
        assertEquals("ns-a\nns-b\nns-c\nns-d\n", box.sh("ls /run/netns"));
        box.runWithInput(small("f"), box.launcher("apply", "-")).expect(0).says("Applied topology f");
        box.topo("get").expect(0).says("NAME").says("SYNC").says("a ").says("d ").says("f ").doesNotSay("OutOfSync");
        box.topo("destroy", "a", "f").expect(0);
        box.topo("destroy", box.folder().resolve("many/c.yml").toString()).expect(0);
        assertEquals("ns-b\n", box.sh("ls /run/netns"));
        box.topo("destroy", "--all").expect(0);
        assertEquals("", box.sh("ls /run/netns"));
    }

    @Test
    void destroyNeedsNoFile() throws IOException {
        Path file = Path.of(box.file("a.yaml", small("a")));
        String before = Picture.whole(box);
        box.topo("apply", file.toString()).expect(0);
        Files.delete(file);
        box.topo("destroy", "a").expect(0).says("- namespace ns-a");
        Picture.assertSame(before, Picture.whole(box), "changed");
        box.topo("destroy", "a").expect(4).complains("no topology \"a\"");
    }

    @Test
    void destroyFindsByMarksWhatIsNoLongerRemembered() {
        String before = Picture.whole(box);
        box.topo("apply", box.file("a.yaml", small("a"))).expect(0);
        box.sh("rm -r /var/lib/topo/*");
        box.topo("destroy", "a").expect(0);
        Picture.assertSame(before, Picture.whole(box), "changed");
    }

    @Test
    void aBadDocumentTouchesNothing() {
        String bad = """
                apiVersion: topo/v1
                kind: Topology
                metadata: { name: lab }
                spec:
                  namespaces: [{ name: red }]
                  bridges: [{ namespace: rde, name: br0, adresses: [10.0.0.1/24] }]
                """;
        String before = Picture.whole(box);
        Result apply = box.topo("apply", box.file("good.yaml", small("a")), box.file("bad.yaml", bad)).expect(2);
        assertEquals("", apply.out());
        apply.complains("bad.yaml:6:26: spec.bridges[0].namespace: unknown namespace \"rde\" (did you mean \"red\"?)");
        apply.complains("adresses").complains("(did you mean \"addresses\"?)").complains("^");
        Picture.assertSame(before, Picture.whole(box), "changed");
        box.topo("validate", box.folder().resolve("good.yaml").toString()).expect(0).says("ok (topology a: 2 resources)");
        box.topo("validate", box.folder().resolve("bad.yaml").toString()).expect(2);
    }

    @Test
    void usageErrors() {
        box.topo("aply").expect(2).complains("apply");
        box.topo("apply").expect(2);
        box.topo("apply", "--dry-rnu", "x.yaml").expect(2).complains("--dry-run");
        box.topo("apply", "/nonexistent.yaml").expect(2).complains("/nonexistent.yaml");
        box.topo("get", "nobody").expect(4).complains("nobody");
        box.topo("describe", "nobody").expect(4).complains("nobody");
        box.topo("--help").expect(0).says("apply").says("destroy").says("exec");
        box.topo("apply", "--help").expect(0).says("--adopt").says("3");
        box.topo("--version").expect(0).says("0.1.0");
    }

    @Test
    void getAndDescribe() {
        box.topo("apply", box.file("a.yaml", small("a"))).expect(0);
        box.topo("get").expect(0).says("Synced").says("2");
        box.topo("get", "a").expect(0).says("KIND").says("bridge").says("ns-a").says("Synced");
        box.sh("ip -n ns-a address add 10.1.0.1/24 dev br0; ip netns add stranger");
        box.topo("get").expect(0).says("OutOfSync");
        box.topo("get", "a").expect(0).says("Differs");
        box.topo("describe", "a", "bridge/ns-a/br0").expect(0).says("addresses").says("10.1.0.1/24");
        box.topo("get", "-o", "yaml").expect(0).says("kind: Topology");
        box.sh("ip netns del ns-a");
        box.topo("get", "a").expect(0).says("Missing");
    }

    @Test
    void jsonIsAloneOnStandardOutput() {
        String file = box.file("a.yaml", small("a"));
        for (String[] command : new String[][] {{"diff", file}, {"apply", file, "--dry-run"}, {"apply", file}, {"get"}, {"get", "a"},
                {"destroy", "a"}}) {
            String[] json = Arrays.copyOf(command, command.length + 2);
            json[command.length] = "-o";
            json[command.length + 1] = "json";
            Result result = box.topo(json);
            box.runWithInput(result.out(), "python3", "-m", "json.tool").expect(0);
            assertTrue(result.out().endsWith("\n"), result::toString);
        }
    }

    @Test
    void execRunsInsideAndPassesTheStatusThrough() {
        box.topo("apply", box.file("a.yaml", small("a"))).expect(0);
        box.topo("exec", "ns-a", "--", "ip", "-o", "link").expect(0).says("br0");
        box.topo("exec", "ns-a", "--", "sh", "-c", "exit 42").expect(42);
        box.topo("exec", "ns-a", "--", "sh", "-c", "kill -TERM $$").expect(128 + 15);
        box.topo("exec", "ns-a", "--", "no-such-command").expect(127);
        box.topo("exec", "ns-a", "--", box.file("not-executable", "x")).expect(126);
        box.runWithInput("read me\n", box.launcher("exec", "ns-a", "--", "cat")).expect(0).says("read me");
        box.topo("exec", "ns-b", "--", "true").expect(4).complains("ns-a");
        box.topo("exec", "ns-a", "--", "ls", "/sys/class/net").expect(0).says("br0");
    }

    @Test
    void withoutRoot() {
        String file = box.file("a.yaml", small("a"));
        box.sh("chmod 755 " + box.folder() + " && chmod 644 " + file);
        String[] nobody = {"setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "--inh-caps=-all", "--"};
        box.run(join(nobody, box.launcher("validate", file))).expect(0);
        box.run(join(nobody, box.launcher("apply", file))).expect(5).complains("needs root");
        box.run(join(nobody, box.launcher("destroy", "a"))).expect(5);
        box.run(join(nobody, box.launcher("--help"))).expect(0);
    }

    @Test
    void whereNothingCanBeRememberedNothingIsMade() {
        box.sh("mkdir -p /var/lib/topo && mount -t tmpfs -o ro tmpfs /var/lib/topo");
        String before = Picture.whole(box);
        box.topo("apply", box.file("a.yaml", small("a"))).expect(5).complains("/var/lib/topo");
        Picture.assertSame(before, Picture.whole(box), "changed");
    }

    @Test
    void aSecondApplyWaitsForTheFirst() {
        String file = box.file("a.yaml", small("a"));
        box.topo("apply", file).expect(0);
        // fcntl(2) locks, as the JVM takes them.
        Sandbox.Running holder = box.start("", "python3", "-c", "import fcntl, time; f = open('/run/topo/lock', 'r+');"
                + " fcntl.lockf(f, fcntl.LOCK_EX); print('held', flush=True); time.sleep(60)");
        await().until(() -> holder.output().contains("held"));
        box.topo("apply", file, "--timeout", "500ms").expect(5).complains("lock");
        Sandbox.Running waiting = box.start("", box.launcher("apply", file, "--timeout", "60s"));
        await().until(() -> Files.readString(waiting.err()).contains("waiting for"));
        holder.process().destroy();
        box.finish(waiting).expect(0);
    }

    private static String[] join(String[] first, String[] second) {
        return Stream.concat(Arrays.stream(first), Arrays.stream(second)).toArray(String[]::new);
    }
}
