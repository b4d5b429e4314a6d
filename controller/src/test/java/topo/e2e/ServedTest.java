package topo.e2e;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Commands that the running controller carries out print and end just as alone. */
class ServedTest extends ServedCase {
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
}
