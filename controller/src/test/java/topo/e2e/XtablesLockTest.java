package topo.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Assumptions;

/** The lock of iptables' legacy backend, held by another program. */
class XtablesLockTest {
    private static final String DOCUMENT = """
            apiVersion: topo/v1
            kind: Topology
            metadata: { name: lab }
            spec:
              namespaces: [{ name: red }]
              bridges: [{ namespace: red, name: br0, addresses: [10.0.0.1/24] }]
              nat: [{ namespace: red, type: masquerade, source: 10.0.0.0/24, outInterface: br0 }]
            """;

    @AutoClose
    private final Sandbox box = Sandbox.open();
    private String file;

    @BeforeEach
    void write() {
        Feature.require(Feature.BRIDGE, Feature.NAT, Feature.RULE_COMMENTS);
        Assumptions.assumeTrue(box.run("iptables-legacy", "-t", "nat", "-L").succeeded(), "the legacy backend works here");
        file = box.file("lab.yaml", DOCUMENT);
    }

    private Sandbox.Running hold() {
        Sandbox.Running holder = box.start("", "flock", "/run/xtables.lock", "sh", "-c", "touch /run/held; sleep 600");
        Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> box.run("test", "-e", "/run/held").succeeded());
        return holder;
    }

    private void release(Sandbox.Running holder) {
        holder.process().descendants().forEach(ProcessHandle::destroyForcibly);
        holder.process().destroyForcibly().onExit().join();
    }

    private String[] legacy(String... arguments) {
        String[] launcher = box.launcher(arguments);
        String[] whole = new String[launcher.length + 2];
        whole[0] = "env";
        whole[1] = "TOPO_IPTABLES=legacy";
        System.arraycopy(launcher, 0, whole, 2, launcher.length);
        return whole;
    }

    @Test
    void isWaitedFor() {
        Sandbox.Running holder = hold();
        Sandbox.Running apply = box.start("", legacy("apply", file));
        Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> !apply.messages().isEmpty() || !apply.process().isAlive());
        assertTrue(box.run("ip", "-n", "red", "link", "show", "br0").succeeded(), "other kinds went on");
        release(holder);
        Result result = box.finish(apply).expect(0).complains("waiting for the xtables lock (/run/xtables.lock), which process ");
        assertTrue(result.err().contains("flock") || result.err().contains("(sh)") || result.err().contains("(sleep)"), result::toString);
        box.run(legacy("apply", file)).expect(0).says("No changes.");
    }

    @Test
    void isGivenUpInTimeAndNothingElseIs() {
        Sandbox.Running holder = hold();
        Result result = box.run(legacy("apply", "--timeout", "4s", file)).expect(4);
        result.complains("the xtables lock (/run/xtables.lock), which process ").complains(" holds; waited 2 s");
        assertTrue(box.run("ip", "-n", "red", "link", "show", "br0").succeeded());
        assertFalse(box.run("nsenter", "--net=/run/netns/red", "iptables-legacy-save").out().contains("TOPO-"));
        box.run(legacy("destroy", "--timeout", "4s", "lab")).expect(0);
        release(holder);
        box.run(legacy("apply", file)).expect(0);
        assertEquals(0, box.run(legacy("diff", file)).status());
    }

    @Test
    void isNoneOfTheOtherBackendsBusiness() {
        Sandbox.Running holder = hold();
        Result result = box.run("env", "TOPO_IPTABLES=nft", Checkout.file("topo").toString(), "apply", file).expect(0);
        assertEquals("", result.err());
        release(holder);
    }
}
