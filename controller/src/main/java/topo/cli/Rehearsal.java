package topo.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Runs the commands of standard input, one a line with its words apart by single blanks, in one JVM. That JVM can then archive the classes
 * that commands load, which makes later starts quick; {@code packaging/training} uses it.
 */
public final class Rehearsal {
    private Rehearsal() {}

    public static void main(String[] none) throws IOException {
        BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            System.err.append("topo " + line + '\n').flush();
            int status = Main.program().run(List.of(line.split(" ")));
            System.err.append("exit status " + status + '\n').flush();
        }
        // As Main does: hooks that keep signals for the command never return.
        Runtime.getRuntime().halt(0);
    }
}
