package topo.e2e;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Commands that the running controller carries out, over its socket. */
class ServedTest {
    private static final String SOCKET = "/run/topo/topo.sock";
    private static final String GROUP = "4242";

    @AutoClose
    private final Sandbox box = Sandbox.open();

    private Sandbox.Running controller(Sandbox in, String... options) {
        String[] words = Stream.concat(Stream.of("controller", "--resync", "60m"), Stream.of(options)).toArray(String[]::new);
        Sandbox.Running running = in.start("", in.launcher(words));
        await("the socket").atMost(Duration.ofSeconds(100)).pollInterval(Duration.ofMillis(100)).until(() -> in.run("test", "-S", SOCKET).succeeded());
        return running;
    }

    private Result alone(String... words) {
        return box.run(Stream.concat(Stream.of("env", "TOPO_SOCKET=none"), Stream.of(box.launcher(words))).toArray(String[]::new));
    }

    private String file() {
        return box.file("lab.yaml", Lab.DOCUMENT);
    }

    /** What it ended with, without times of day, ages and the MAC addresses that the kernel chose. */
    private static String ending(Result result) {
        String text = "status " + result.status() + "\n" + result.out() + "--- messages\n" + result.err();
        return text.replaceAll("\\d{4}-\\d\\d-\\d\\dT[0-9:.]+Z", "TIME").replaceAll("\\(\\d+[smhd] ago\\)", "(AGE ago)")
                .replaceAll("\"(created|applied|time|confirmBy)\" : \\d+", "\"$1\" : N").replaceAll("(?m) +\\d+[smhd]( +|$)", " AGE ")
                .replaceAll("([0-9a-f]{2}:){5}[0-9a-f]{2}", "MAC");
    }

    /** One life of a few topologies, with all that goes wrong in it. */
    private static List<List<String>> life(Sandbox files) {
        String lab = files.file("lab.yaml", Lab.DOCUMENT);
        String edited = files.file("edited.yaml", Lab.with("mtu: 1400", "mtu: 1300"));
        String bad = files.file("bad.yaml", Lab.with("apiVersion: topo/v1", "apiVersion: topo/v7"));
        String other = files.file("folder/other.yaml", "apiVersion: topo/v1\nkind: Topology\nmetadata: { name: other }\n"
                + "spec: { namespaces: [{ name: green }] }\n");
        files.file("folder/third.yml", "apiVersion: topo/v1\nkind: Topology\nmetadata: { name: third }\nspec: { namespaces: [{ name: black }] }\n");
        String folder = Path.of(other).getParent().toString();
        return List.of(List.of("diff", lab), List.of("diff", "-o", "json", lab), List.of("apply", "--dry-run", lab), List.of("apply", bad, lab),
                List.of("apply", "--max-size", "100", lab), List.of("apply", folder + "/nosuch.yaml"), List.of("apply", "--adpot", lab),
                List.of("apply", "--timeout", "soon", lab), List.of("apply", lab), List.of("apply", lab), List.of("apply", "-o", "json", edited),
                List.of("history", "lab"), List.of("rollback", "lab"), List.of("apply", folder, lab), List.of("diff", folder),
                List.of("apply", "--confirm", "10m", edited), List.of("apply", lab), List.of("confirm", "lab"), List.of("get", "lab", "-o", "yaml"),
                List.of("pause", "nosuch"), List.of("describe", "lab", "veth/red/eth0"), List.of("describe", "lab", "veth/red/eth1"),
                List.of("wait", "lab", "--timeout", "10s"), List.of("get", "nosuch"), List.of("destroy", "nosuch", "other"),
                List.of("destroy", lab, "-o", "json"), List.of("destroy", "--all"), List.of("destroy", "--all"));
    }

    @Test
    void commandsPrintAndEndJustAsAlone() throws Exception {
        Lab.require(box);
        try (Sandbox plain = Sandbox.open()) {
            controller(box);
            List<List<String>> life = life(box);
            for (List<String> words : life) {
                String[] array = words.toArray(String[]::new);
                assertEquals(ending(plain.topo(array)), ending(box.topo(array)), String.join(" ", words));
            }
            String lab = Files.readString(Path.of(file()));
            String[] input = box.launcher("apply", "-");
            assertEquals(ending(plain.runWithInput(lab, input)), ending(box.runWithInput(lab, input)), "standard input");
            plain.sh("ip netns add green");
            box.sh("ip netns add green");
            String other = box.folder().resolve("folder/other.yaml").toString();
            assertEquals(ending(plain.topo("apply", other)), ending(box.topo("apply", other)), "conflict");
            assertEquals(ending(plain.topo("apply", "--atomic", other)), ending(box.topo("apply", "--atomic", other)), "conflict");
            assertEquals(ending(plain.topo("apply", "--adopt", other)), ending(box.topo("apply", "--adopt", other)), "adopted");
            String told = box.topo("events").expect(0).out();
            assertTrue(told.contains("lab  applied  by user root (uid 0, process "), told);
            assertTrue(told.contains("): topo apply " + file() + ": "), told);
            assertTrue(told.contains("other  destroyed  by user root (uid 0, process "), told);
        }
    }

    @Test
    void whatIsReadIsJustAsAlone() {
        Lab.require(box);
        String lab = file();
        controller(box);
        box.topo("apply", lab).expect(0);
        box.topo("wait", "lab", "--for", "ready", "--timeout", "60s").expect(0);
        for (String command : List.of("get", "get -o wide", "get -o json", "get lab", "get lab -o json", "describe lab", "history lab", "events",
                "events lab -o json", "wait lab", "wait nosuch --timeout 1s", "get --orphans")) {
            assertEquals(ending(alone(command.split(" "))), ending(box.topo(command.split(" "))), command);
        }
        box.topo("pause", "lab", "--for", "10m").expect(0);
        await("the pause").atMost(Duration.ofSeconds(30)).until(() -> box.topo("get").out().contains("Paused"));
        box.topo("resume", "lab").expect(0);
        box.topo("wait", "lab", "--for", "ready", "--timeout", "60s").expect(0);
        box.topo("events").expect(0).says("lab  paused  by root");
    }

    private void makeGroup() {
        String group = box.file("group", "root:x:0:\ntopo:x:" + GROUP + ":\nnogroup:x:65534:\n");
        box.sh("mount --bind " + group + " /etc/group");
    }

    private Result as(String groups, String... words) {
        return box.run(Stream.concat(Stream.of("setpriv", "--reuid=65534", "--regid=65534", groups), Stream.of(box.launcher(words)))
                .toArray(String[]::new));
    }

    @Test
    void itIsForRootAndTheGroup() {
        Lab.require(box);
        makeGroup();
        String lab = file();
        box.sh("chmod 755 " + box.folder() + "; umask 077; mkdir -m 700 /run/topo");
        controller(box);
        assertEquals("srw-rw---- 0 " + GROUP + "\n", box.sh("stat -c '%A %u %g' " + SOCKET));
        as("--clear-groups", "apply", lab).expect(5).complains("the controller cannot be used: Permission denied; working without it")
                .complains("topo apply needs root");
        // Even where the file's mode would let anybody in, as when it has been changed by hand.
        box.sh("chmod 666 " + SOCKET);
        as("--clear-groups", "apply", lab).expect(5)
                .complains("the controller cannot be used: root and the members of group topo may use it; working without it");
        box.sh("chmod 660 " + SOCKET);
        assertEquals("", box.sh("ls /run/netns"));
        Result apply = as("--groups=" + GROUP, "apply", lab).expect(0);
        assertEquals("", apply.err());
        box.topo("events", "lab").expect(0).says("lab  applied  by user nobody (uid 65534, process ");
        as("--groups=" + GROUP, "pause", "lab").expect(0);
        as("--groups=" + GROUP, "get").expect(0).says("lab");
        box.topo("events").expect(0).says("paused  by nobody");
        // Whose main group it is may, too.
        box.run(Stream.concat(Stream.of("setpriv", "--reuid=65534", "--regid=" + GROUP, "--clear-groups"), Stream.of(box.launcher("destroy", "lab")))
                .toArray(String[]::new)).expect(0);
        assertEquals("", box.sh("ls /run/netns"));
    }

    @Test
    void sourcesAreLookedAtOverTheSocketAndByAFileWithoutOne() {
        Lab.require(box);
        makeGroup();
        String labs = Path.of(box.file("labs/lab.yaml", Lab.DOCUMENT)).getParent().toString();
        box.sh("chmod 755 " + box.folder());
        controller(box, "--source", "dir:" + labs, "--metrics", "127.0.0.1:9464");
        assertEquals("dir:" + labs + ": 1 topology\n", as("--groups=" + GROUP, "sync").expect(0).out(), "the group may");
        as("--clear-groups", "sync").expect(5).complains("the controller cannot be used: Permission denied; working without it")
                .complains("topo sync needs root");
        box.topo("sync", "lab").expect(0).says("1 topology");
        assertEquals("{sources:[{address:dir:" + labs + ",revision:null,topologies:[lab],state:Ready,error:null}]}\n",
                box.topo("sync", "-o", "json").expect(0).out().replaceAll("[\\s\"]+(?!$)", ""));
        box.topo("controller").expect(5).complains("one runs already");
        assertFalse(box.run("test", "-e", "/run/topo/sync").succeeded(), "no file was needed");
        box.file("labs/broken.yaml", "kind: Topologie\n");
        for (String command : List.of("sync", "sync lab", "sync -o json", "sync lab -o json", "sync nosuch", "sync --timeout 0s")) {
            assertEquals(ending(alone(command.split(" "))), ending(box.topo(command.split(" "))), command);
        }
        box.topo("sync", "-o", "json").expect(4).says("\"state\" : \"Refused\"").says("\"error\" : \"" + labs + "/broken.yaml:1:1")
                .complains(labs + "/broken.yaml:1:1");
        assertEquals("", box.sh("ls /run/topo/sync"), "answers are taken away");
        box.topo("sync", "-o", "yaml").expect(2);
        String ready = "topo_source_ready{source=\"dir:" + labs + "\"} ";
        assertTrue(metrics().contains(ready + "1.0\n"), "it is read, though not all of it is followed");
        box.sh("mv " + labs + " " + labs + ".away");
        box.topo("sync", "-o", "json").expect(4).says("\"state\" : \"Failed\"").says("No such folder");
        assertTrue(metrics().contains(ready + "0.0\n"), this::metrics);
    }

    @Test
    void aControllerThatEndsWhileSourcesAreLookedAtIsToldOf() throws Exception {
        Lab.require(box);
        String script = """
                import socket, time
                s = socket.create_server(("127.0.0.1", 8418))
                held = []
                while True:
                    held.append(s.accept())
                """;
        box.start("", "python3", box.file("silent.py", script));
        for (String way : List.of("none", "")) {
            Sandbox.Running controller = controller(box, "--source", "git:http://127.0.0.1:8418/labs.git#main");
            Sandbox.Running sync = box.start("", Stream.concat(Stream.of("env", "TOPO_SOCKET=" + way), Stream.of(box.launcher("sync")))
                    .toArray(String[]::new));
            String begun = way.isEmpty() ? "grep -l topo-command /proc/" + controller.process().pid() + "/task/*/comm"
                    : "ls /run/topo/sync/*.asked";
            await("it is asked").atMost(Duration.ofSeconds(60)).until(() -> box.run("sh", "-c", begun).succeeded());
            signal("TERM", controller);
            box.finish(controller).expect(0);
            String told = box.finish(sync).expect(5).err();
            // It is announced a little longer than it serves.
            String end = "(the controller has ended|no controller runs; .*)\n";
            String first = way.isEmpty() ? "the controller cannot be used: the controller ends; working without it\n" : "";
            assertTrue(told.matches(first + end), told);
        }
    }

    private Sandbox.Running pretend(String answer) {
        String script = """
                import socket, sys
                s = socket.socket(socket.AF_UNIX); s.bind(sys.argv[1]); s.listen()
                while True:
                    c = s.accept()[0]
                    c.sendall(sys.argv[2].encode())
                    c.close()
                """;
        box.sh("mkdir -p /run/topo; rm -f " + SOCKET);
        Sandbox.Running running = box.start("", "python3", box.file("pretend.py", script), SOCKET, answer);
        await().atMost(Duration.ofSeconds(30)).until(() -> box.run("test", "-S", SOCKET).succeeded());
        return running;
    }

    @Test
    void whatTheControllerCannotDoIsDoneAlone() throws Exception {
        Lab.require(box);
        String lab = file();
        Sandbox.Running other = pretend("{\"refused\":\"version\",\"message\":\"this controller speaks version 7, not 1\"}\n");
        box.topo("apply", lab).expect(0).says("Applied topology lab: ")
                .complains("the controller cannot be used: this controller speaks version 7, not 1; working without it");
        other.process().destroyForcibly().onExit().join();
        // A socket that nobody listens at, as after a kill, is no controller.
        assertEquals("", box.topo("apply", lab).expect(0).says("No changes.").err());
        other = pretend("nonsense\n");
        box.topo("diff", lab).expect(0).complains("the controller cannot be used: what it answers is not understood: it is no JSON; working without it");
        other.process().destroyForcibly().onExit().join();
        box.sh("rm " + SOCKET);
        controller(box);
        box.sh("ip netns add elsewhere");
        box.in("elsewhere", box.launcher("diff", lab)).expect(1)
                .complains("the controller cannot be used: it works for another network namespace than this one; working without it");
        box.run(Stream.concat(Stream.of("env", "TOPO_STATE_DIR=/run/else"), Stream.of(box.launcher("get"))).toArray(String[]::new)).expect(0)
                .complains("the controller cannot be used: it runs with another TOPO_STATE_DIR (\"/var/lib/topo\"); working without it");
        assertEquals("", alone("destroy", "lab").expect(0).err());
        assertFalse(box.topo("events").expect(0).out().contains("destroyed  by user"), "done alone");
    }

    private String star() {
        StringBuilder namespaces = new StringBuilder();
        StringBuilder veths = new StringBuilder();
        for (int i = 0; i < 60; i++) {
            namespaces.append(", { name: n").append(i).append(" }");
            veths.append("    - endpoints: [{ namespace: n%d, name: eth0 }, { namespace: sw, name: q%d, bridge: br0 }]\n".formatted(i, i));
        }
        return box.file("star.yaml", "apiVersion: topo/v1\nkind: Topology\nmetadata: { name: star }\nspec:\n  namespaces: [{ name: sw }" + namespaces
                + "]\n  bridges: [{ namespace: sw, name: br0 }]\n  veths:\n" + veths);
    }

    private static void signal(String name, Sandbox.Running running) throws Exception {
        new ProcessBuilder("kill", "-" + name, Long.toString(running.process().pid())).start().waitFor(10, TimeUnit.SECONDS);
    }

    /** Held up before its first change by somebody who has the host's lock, and after it by a signal in time. */
    @Test
    void aSignalStopsItBetweenTwoSteps() throws Exception {
        Feature.require(Feature.VETH, Feature.BRIDGE);
        String star = star();
        controller(box);
        int stopped = 0;
        for (int i = 0; i < 8 && stopped < 2; i++) {
            Sandbox.Running run = box.start("", box.launcher("apply", star));
            await().atMost(Duration.ofSeconds(100)).pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(1))
                    .until(() -> !run.process().isAlive() || run.output().contains("namespace"));
            signal(i % 2 == 0 ? "INT" : "TERM", run);
            Result result = box.finish(run);
            if (result.status() == 4) {
                stopped++;
                assertTrue(result.err().startsWith("asked to stop: finishing the step under way\n") && result.err().contains(" not done\n"),
                        result::toString);
            } else {
                result.expect(0);
                box.topo("destroy", "star").expect(0);
            }
        }
        assertTrue(stopped > 0, "none was stopped");
        Sandbox.Running hangUp = box.start("", box.launcher("apply", star));
        await().atMost(Duration.ofSeconds(100)).pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(1))
                .until(() -> !hangUp.process().isAlive() || hangUp.output().contains("+"));
        signal("HUP", hangUp);
        box.finish(hangUp).expect(0);
        box.topo("diff", star).expect(0);
    }

    @Test
    void aKilledClientAndAKilledControllerAreGotOver() throws Exception {
        Feature.require(Feature.VETH, Feature.BRIDGE);
        String star = star();
        Sandbox.Running controller = controller(box);
        Sandbox.Running client = box.start("", box.launcher("apply", star));
        await().atMost(Duration.ofSeconds(100)).pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(1))
                .until(() -> !client.process().isAlive() || client.output().contains("+"));
        client.process().destroyForcibly().onExit().join();
        box.topo("wait", "star", "--timeout", "60s").expect(0);
        box.topo("destroy", "star").expect(0);
        Sandbox.Running left = box.start("", box.launcher("apply", star));
        await().atMost(Duration.ofSeconds(100)).pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(1))
                .until(() -> !left.process().isAlive() || left.output().contains("+"));
        controller.process().destroyForcibly().onExit().join();
        Result result = box.finish(left);
        if (result.status() != 0) {
            result.expect(5).complains("the controller has ended before the command was over: ");
        }
        assertEquals("", box.topo("apply", star).expect(0).err().replaceAll("(?m)^waiting for .*\n", ""));
        controller(box);
        box.topo("diff", star).expect(0);
    }

    /** As man 3 sd_listen_fds has it. */
    @Test
    void aSocketThatSystemdHandsOverIsTaken() throws Exception {
        Lab.require(box);
        String script = """
                import os, socket, sys
                s = socket.socket(socket.AF_UNIX); s.bind(sys.argv[1]); s.listen()
                if s.fileno() != 3: os.dup2(s.fileno(), 3)
                os.set_inheritable(3, True)
                os.environ.update(LISTEN_PID=str(os.getpid()), LISTEN_FDS="1")
                os.execv(sys.argv[2], sys.argv[2:])
                """;
        box.sh("mkdir -p /run/topo");
        String[] words = Stream.concat(Stream.of("python3", box.file("activate.py", script), SOCKET), Stream.of(box.launcher("controller")))
                .toArray(String[]::new);
        Sandbox.Running controller = box.start("", words);
        await("the socket").atMost(Duration.ofSeconds(30)).until(() -> box.run("test", "-S", SOCKET).succeeded());
        String inode = box.sh("stat -c %i " + SOCKET);
        // It waits in the socket's queue until the controller is there, as long as a command is patient.
        await("it serves").atMost(Duration.ofSeconds(100)).until(() -> box.topo("apply", file()).expect(0).err().isEmpty());
        box.topo("destroy", "lab").expect(0);
        box.topo("events").expect(0).says("lab  destroyed  by user root (uid 0, process ");
        signal("TERM", controller);
        box.finish(controller).expect(0);
        assertEquals(inode, box.sh("stat -c %i " + SOCKET), "it is systemd's");
    }

    @Test
    void whatIsNotConfirmedIsRolledBack() {
        Feature.require(Feature.VETH, Feature.BRIDGE);
        String star = star();
        controller(box);
        box.topo("apply", "--confirm", "2s", star).expect(0).complains("topo confirm star");
        await("the roll-back").atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(300))
                .until(() -> box.sh("ls /run/netns").isEmpty() && box.topo("get").err().contains("no topology is remembered"));
    }

    @Test
    void metricsTellOfAKnownDamage() {
        Lab.require(box);
        controller(box, "--metrics", "127.0.0.1:9464");
        box.topo("apply", file()).expect(0);
        box.topo("wait", "lab", "--for", "ready", "--timeout", "60s").expect(0);
        assertEquals("ok\n200", box.sh("curl -s -w '%{http_code}' http://127.0.0.1:9464/healthz"));
        String before = metrics();
        assertTrue(before.contains("topo_namespaces 3.0\n") && before.contains("topo_topologies{health=\"Healthy\"} 1.0\n"), before);
        assertFalse(before.contains("topo_repairs_total{kind=\"route\"}"), before);
        box.sh("ip -n red route del default");
        await("the repair").atMost(Duration.ofSeconds(30)).until(() -> metrics().contains("topo_repairs_total{kind=\"route\"} 1.0\n"));
        String after = metrics();
        assertTrue(after.contains("topo_drift_total{kind=\"route\"} 1.0\n") && after.contains("topo_repair_seconds_count 1\n"), after);
        assertTrue(after.contains("topo_errors_total 0.0\n") && after.contains("topo_pass_seconds_bucket{le=\"+Inf\"}"), after);
        box.topo("controller", "--metrics", "0.0.0.0:9464").expect(2).complains("--metrics-open");
        box.topo("controller", "--metrics", "localhost:9464").expect(2).complains("in numbers");
        box.topo("controller", "--metrics", "127.0.0.1:9465").expect(5).complains("one runs already");
    }

    private String metrics() {
        return box.sh("curl -s http://127.0.0.1:9464/metrics");
    }

    @Test
    void healingGoesOnWhateverClientsDo() throws Exception {
        Lab.require(box);
        String lab = file();
        Sandbox.Running controller = controller(box);
        box.topo("apply", lab).expect(0);
        box.topo("wait", "lab", "--for", "ready", "--timeout", "60s").expect(0);
        String network = Picture.network(box);
        Sandbox.Running adversary = box.start("", "python3", Peers.script("adversary.py"), SOCKET);
        await("a thousand clients").atMost(Duration.ofSeconds(60)).until(() -> adversary.output().contains("on"));
        for (String damage : List.of("ip -n red route del default", "ip -n sw link set p1 nomaster", "ip -n red address del 10.0.0.2/24 dev eth0",
                "ip netns exec sw iptables -t nat -F", "ip -n red link set eth0 mtu 1300", "ip netns del blue")) {
            box.sh(damage);
            await(damage).atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(100))
                    .until(() -> alone("diff", lab).succeeded());
            assertTrue(adversary.process().isAlive() && controller.process().isAlive(), adversary.messages() + controller.messages());
        }
        Picture.assertSame(network, Picture.network(box), "after all");
        String descriptors = box.sh("ls /proc/" + controller.process().pid() + "/fd | wc -l").strip();
        assertTrue(Integer.parseInt(descriptors) < 400, descriptors + " open files");
        adversary.process().destroyForcibly().onExit().join();
        await("served again").atMost(Duration.ofSeconds(60)).until(() -> box.topo("diff", lab).expect(0).err().isEmpty());
        assertFalse(controller.messages().contains("the socket: "), controller.messages());
    }
}
