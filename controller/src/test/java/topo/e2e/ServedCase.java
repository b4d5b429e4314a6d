package topo.e2e;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;

/** A sandbox whose running controller carries commands out, over its socket. */
abstract class ServedCase {
    /** Of the group "topo", once {@link #makeGroup} has made it. */
    static final String GROUP = "4242";
    static final String SOCKET = "/run/topo/topo.sock";

    @AutoClose
    final Sandbox box = Sandbox.open();

    final Sandbox.Running controller(Sandbox in, String... options) {
        String[] words = Stream.concat(Stream.of("controller", "--resync", "60m"), Stream.of(options)).toArray(String[]::new);
        Sandbox.Running running = in.start("", in.launcher(words));
        await("the socket").atMost(Duration.ofSeconds(100)).pollInterval(Duration.ofMillis(100)).until(() -> in.run("test", "-S", SOCKET).succeeded());
        return running;
    }

    final Result alone(String... words) {
        return box.run(over("none", words));
    }

    /** A command that looks for the controller at this socket; an empty one stands for the usual place. */
    final String[] over(String socket, String... words) {
        return Stream.concat(Stream.of("env", "TOPO_SOCKET=" + socket), Stream.of(box.launcher(words))).toArray(String[]::new);
    }

    final String file() {
        return box.file("lab.yaml", Lab.DOCUMENT);
    }

    final String star() {
        StringBuilder namespaces = new StringBuilder();
        StringBuilder veths = new StringBuilder();
        for (int i = 0; i < 60; i++) {
            namespaces.append(", { name: n").append(i).append(" }");
            veths.append("    - endpoints: [{ namespace: n%d, name: eth0 }, { namespace: sw, name: q%d, bridge: br0 }]\n".formatted(i, i));
        }
        return box.file("star.yaml", "apiVersion: topo/v1\nkind: Topology\nmetadata: { name: star }\nspec:\n  namespaces: [{ name: sw }" + namespaces
                + "]\n  bridges: [{ namespace: sw, name: br0 }]\n  veths:\n" + veths);
    }

    static void signal(String name, Sandbox.Running running) throws Exception {
        new ProcessBuilder("kill", "-" + name, Long.toString(running.process().pid())).start().waitFor(10, TimeUnit.SECONDS);
    }

    final void makeGroup() {
        String group = box.file("group", "root:x:0:\ntopo:x:" + GROUP + ":\nnogroup:x:65534:\n");
        box.sh("mount --bind " + group + " /etc/group");
    }

    final Result as(String groups, String... words) {
        return box.run(Stream.concat(Stream.of("setpriv", "--reuid=65534", "--regid=65534", groups), Stream.of(box.launcher(words)))
                .toArray(String[]::new));
    }

    /** What it ended with, without times of day, ages and the MAC addresses that the kernel chose. */
    static String ending(Result result) {
        String text = "status " + result.status() + "\n" + result.out() + "--- messages\n" + result.err();
        return text.replaceAll("\\d{4}-\\d\\d-\\d\\dT[0-9:.]+Z", "TIME").replaceAll("\\(\\d+[smhd] ago\\)", "(AGE ago)")
                .replaceAll("\"(created|applied|time|confirmBy)\" : \\d+", "\"$1\" : N").replaceAll("(?m) +\\d+[smhd]( +|$)", " AGE ")
                .replaceAll("([0-9a-f]{2}:){5}[0-9a-f]{2}", "MAC");
    }

    final String metrics() {
        return box.sh("curl -s http://127.0.0.1:9464/metrics");
    }
}
