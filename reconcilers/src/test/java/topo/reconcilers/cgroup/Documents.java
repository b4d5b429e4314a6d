package topo.reconcilers.cgroup;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import topo.api.Topology;
import topo.api.yaml.BadDocumentException;
import topo.api.yaml.Problems.Problem;
import topo.api.yaml.TopologyReader;
import topo.reconcilers.DeclaredNamespace;

/** Reads documents as the program does, with this kind and a stand-in for namespaces; red, blue and green are declared. */
final class Documents {
    private static final String HEAD = "apiVersion: topo/v1\nkind: Topology\nmetadata: { name: lab }\nspec:\n"
            + "  namespaces: [{ name: red }, { name: blue }, { name: green }]\n  cgroups:\n";

    private Documents() {}

    /** The entries of a {@code cgroups} list, each in flow style without its braces. */
    static Topology read(String... entries) {
        StringBuilder text = new StringBuilder(HEAD);
        for (String entry : entries) {
            text.append("    - { ").append(entry).append(" }\n");
        }
        if (entries.length == 0) {
            text.append("    []\n");
        }
        TopologyReader reader = new TopologyReader(List.of(new DeclaredNamespace.Reading(), new CgroupKind()));
        return reader.read("lab.yaml", text.toString().getBytes(StandardCharsets.UTF_8)).get(0);
    }

    static Cgroup one(String entry) {
        return read(entry).resources().of(Cgroup.class).get(0);
    }

    /** Each problem as {@code path: message}, the path without {@code spec.cgroups}. */
    static List<String> problems(String... entries) {
        List<String> found = new ArrayList<>();
        try {
            read(entries);
        } catch (BadDocumentException bad) {
            for (Problem problem : bad.problems()) {
                found.add(problem.path().replace("spec.cgroups", "") + ": " + problem.message());
            }
        }
        return found;
    }
}
