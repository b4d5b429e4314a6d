package topo.e2e;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Sources that are looked at because somebody asked for it. */
class ServedSyncTest extends ServedCase {

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
        for (String command : List.of("sync", "sync lab", "sync -o json", "sync lab -o json", "sync nosuch")) {
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
    void aLookThatTakesLongerThanIsWaitedForAndAControllerThatEndsMeanwhileAreToldOf() throws Exception {
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
            Sandbox.Running sync = box.start("", over(way, "sync"));
            String begun = way.isEmpty() ? "grep -l topo-command /proc/" + controller.process().pid() + "/task/*/comm"
                    : "ls /run/topo/sync/*.asked";
            await("it is asked").atMost(Duration.ofSeconds(60)).until(() -> box.run("sh", "-c", begun).succeeded());
            String late = box.run(over(way, "sync", "--timeout", "0s")).expect(5).err();
            assertEquals("the sources were not read within 0 s; it goes on (topo events tells more)\n", late, way);
            signal("TERM", controller);
            box.finish(controller).expect(0);
            String told = box.finish(sync).expect(5).err();
            // It is announced a little longer than it serves.
            String end = "(the controller has ended|no controller runs; .*)\n";
            String first = way.isEmpty() ? "the controller cannot be used: the controller ends; working without it\n" : "";
            assertTrue(told.matches(first + end), told);
        }
    }
}
