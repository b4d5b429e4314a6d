package topo.e2e;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import topo.git.Upstream;

/** The packaged controller with labs from a repository, and as a service. */
class GitSourceTest {
    private static final String MTU = "mtu: 1400";

    @AutoClose
    private final Sandbox box = Sandbox.open();

    private void awaitIn(String what, String command, String text) {
        await(what).atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(200))
                .until(() -> box.run("sh", "-c", command).out().contains(text));
    }

    private void ready() {
        Result waited = null;
        for (int i = 0; i < 20 && (waited == null || waited.status() == 1); i++) {
            waited = box.topo("wait", "lab", "--for", "ready", "--timeout", "10s");
        }
        waited.expect(0);
    }

    @Test
    void labsFollowTheRepository() throws IOException {
        Lab.require(box);
        String topo = Checkout.file("topo").toString();
        try (Upstream upstream = new Upstream(box.folder().resolve("labs.git"))) {
            String first = upstream.put("office/lab.yaml", Lab.DOCUMENT).link("office/shadow.yaml", "/etc/shadow").commit();
            String source = "git:" + upstream.url() + "#main:office";
            Sandbox.Running controller = box.start("", box.launcher("controller", "--source", source, "--interval", "10m"));
            awaitIn("the lab", topo + " get", "lab");
            ready();
            assertTrue(box.topo("get", "-o", "wide").out().contains("main@" + first.substring(0, 7)));
            String described = box.topo("describe", "lab").expect(0).out();
            assertTrue(described.contains("main@sha1:" + first) && described.contains(source + "/lab.yaml"), described);
            String read = box.topo("get", "lab", "-o", "json").expect(0).says("\"file\" : \"" + source + "/lab.yaml\"")
                    .says("\"revision\" : \"" + first + "\"").out().replaceAll("(?s).*\"read\" : \"(.*?)\".*", "$1");
            assertTrue(Math.abs(Instant.parse(read).until(Instant.now(), ChronoUnit.SECONDS)) < 600, read);

            String second = upstream.delete("office/shadow.yaml").put("office/lab.yaml", Lab.DOCUMENT.replace(MTU, "mtu: 1350")).rewrite();
            assertEquals(source + ": main@sha1:" + second + ", 1 topology\n", box.topo("sync", "lab").expect(0).out());
            box.topo("sync", "-o", "json").expect(0).says("\"revision\" : \"" + second + "\"").says("\"topologies\" : [ \"lab\" ]");
            ready();
            assertTrue(box.in("red", "ip", "link", "show", "eth0").out().contains("mtu 1350"));

            upstream.put("office/lab.yaml", "kind: Topologie\n").commit();
            Result refused = box.topo("sync").expect(4);
            assertTrue(refused.err().contains(source + "/lab.yaml:1:"), refused.err());
            assertTrue(box.topo("describe", "lab").out().contains("the last good version goes on"));

            Files.move(upstream.folder, box.folder().resolve("away"));
            assertTrue(box.topo("sync").expect(4).err().contains("goes on"));
            box.sh("ip -n red link set eth0 mtu 1300");
            awaitIn("the repair", "ip -n red link show eth0", "mtu 1350");
            box.sh("kill -TERM $(cat /run/topo/controller)");
            assertEquals(0, box.finish(controller).status(), controller.messages());
            assertTrue(box.topo("sync").expect(5).err().contains("no controller runs"));
            assertTrue(box.topo("get", "-o", "wide").out().contains("main@" + second.substring(0, 7)), "also without a controller");
        }
    }

    private static final String SERVICE_MANAGER = """
            import os, socket, subprocess, sys
            s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
            s.bind(sys.argv[1])
            s.settimeout(90)
            child = subprocess.Popen(sys.argv[2:], env=dict(os.environ, NOTIFY_SOCKET=sys.argv[1], WATCHDOG_USEC="3000000"))
            seen = []
            def wait(word):
                while True:
                    got = s.recv(1000).decode()
                    if got != "WATCHDOG=1" or word == got:
                        seen.append(got.split("\\n")[0])
                    if got.startswith(word):
                        return
            wait("READY=1")
            seen.append("with" if os.path.exists("/run/netns/shelved") else "without")
            wait("WATCHDOG=1")
            child.send_signal(1)
            wait("RELOADING=1"); wait("READY=1")
            child.send_signal(15)
            wait("STOPPING=1")
            print(" ".join(seen), child.wait(60))
            """;

    @Test
    void aServiceManagerIsToldHowItStands() throws IOException {
        Lab.require(box);
        box.apply(Lab.DOCUMENT).expect(0);
        Path script = Path.of(box.file("manager.py", SERVICE_MANAGER));
        Path shelf = Files.createDirectory(box.folder().resolve("shelf"));
        Files.writeString(shelf.resolve("shelved.yaml"), "apiVersion: topo/v1\nkind: Topology\nmetadata: { name: shelved }\n"
                + "spec: { namespaces: [{ name: shelved }] }\n");
        String said = box.run("python3", script.toString(), box.folder().resolve("notify").toString(),
                Checkout.file("topo").toString(), "controller", "--source", "dir:" + shelf).expect(0).out();
        assertEquals("READY=1 with WATCHDOG=1 RELOADING=1 READY=1 STOPPING=1 0\n", said, "ready once what is in the folder is there, too");
        box.topo("diff", box.folder().resolve("lab.yaml").toString()).expect(0);
    }
}
