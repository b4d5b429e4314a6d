package topo.reconcilers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import java.nio.charset.StandardCharsets;
import java.util.List;
import topo.api.Resource;
import topo.api.Topology;
import topo.api.yaml.BadDocumentException;
import topo.api.yaml.Problems.Problem;
import topo.api.yaml.TopologyReader;

/** Documents as the program reads them, with every kind that it knows. */
public final class Documents {
    private static final String HEAD = "apiVersion: topo/v1\nkind: Topology\nmetadata: { name: %s }\nspec:\n";

    private Documents() {}

    /** The topology {@code lab} with this content of {@code spec}, whose first line is the fifth of the document. */
    public static Topology read(String spec) {
        return read("lab", spec);
    }

    public static Topology read(String name, String spec) {
        String text = HEAD.formatted(name) + spec.indent(2);
        return new TopologyReader(Kinds.kinds()).read("lab.yaml", text.getBytes(StandardCharsets.UTF_8)).get(0);
    }

    /** The only resource of its type. */
    public static <R extends Resource> R one(Class<R> type, String spec) {
        List<R> all = read(spec).resources().of(type);
        assertEquals(1, all.size());
        return all.get(0);
    }

    /** {@code LINE:COLUMN: PATH: MESSAGE} of every problem; a document without one fails the test. */
    public static List<String> problems(String spec) {
        try {
            read(spec);
        } catch (BadDocumentException bad) {
            return bad.problems().stream().map(Documents::head).toList();
        }
        return fail("no problem was found");
    }

    private static String head(Problem problem) {
        return problem.line() + ":" + problem.column() + ": " + problem.path() + ": " + problem.message();
    }
}
