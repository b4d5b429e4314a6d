package topo.reconcilers.nat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import topo.api.Topology;
import topo.api.yaml.BadDocumentException;
import topo.api.yaml.Problems.Problem;
import topo.api.yaml.TopologyReader;
import topo.reconcilers.DeclaredInterface;
import topo.reconcilers.DeclaredNamespace;

/** Reads documents as the program does, with this kind and stand-ins for those that it refers to. */
final class Documents {
    private static final String HEAD = "apiVersion: topo/v1\nkind: Topology\nmetadata: { name: shop }\nspec:\n";

    private Documents() {}

    /** {@code spec} in lines that are indented by two. */
    static Topology read(String spec) {
        TopologyReader reader = new TopologyReader(
                List.of(new DeclaredNamespace.Reading(), new DeclaredInterface.Reading(), new NatKind()));
        return reader.read("shop.yaml", (HEAD + spec).getBytes(StandardCharsets.UTF_8)).get(0);
    }

    /** The entries of a {@code nat} list in the host's namespace, each in flow style without its braces. */
    static Topology entries(String... entries) {
        return read(list(entries));
    }

    private static String list(String... entries) {
        StringBuilder list = new StringBuilder("  nat:\n");
        for (String entry : entries) {
            list.append("    - { ").append(entry).append(" }\n");
        }
        return list.toString();
    }

    static Nat one(String entry) {
        return entries(entry).resources().of(Nat.class).get(0);
    }

    /** Each problem as {@code path: message}, the path without {@code spec.}. */
    static List<String> problems(String spec) {
        List<String> found = new ArrayList<>();
        try {
            read(spec);
        } catch (BadDocumentException bad) {
            for (Problem problem : bad.problems()) {
                found.add(problem.path().replaceFirst("^spec\\.", "") + ": " + problem.message());
            }
        }
        return found;
    }

    static List<String> problemsOf(String... entries) {
        return problems(list(entries));
    }
}
