package topo.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Runs the commands of standard input, one a line with its words apart by single blanks, in one JVM: each by itself, or over the socket of
 * the running controller where "through the controller: " is before it. That JVM can then archive the classes
 * that commands load, which makes later starts quick; {@code packaging/training} uses it.
 */
public final class Rehearsal {
    private static final String THROUGH = "through the controller: ";

    private Rehearsal() {}

    public static void main(String[] none) throws IOException {
        BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            System.err.append("topo " + line + '\n').flush();
            boolean shared = line.startsWith(THROUGH);
            Map<String, String> environment = new HashMap<>(System.getenv());
            environment.put("TOPO_SOCKET", shared ? "" : "none");
            int status = Main.program(environment).run(List.of((shared ? line.substring(THROUGH.length()) : line).split(" ")));
            System.err.append("exit status " + status + '\n').flush();
        }
        // As Main does: hooks that keep signals for the command never return.
        Runtime.getRuntime().halt(0);
    }
}
