package topo.proof;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Shell scripts of the tests' own. */
final class Script {
    private static final long LIMIT_SECONDS = 60;

    private Script() {}

    /** Runs it with these arguments; a status other than 0 is an error. Returns what it wrote. */
    static String run(String script, String... arguments) {
        List<String> command = new ArrayList<>(List.of("sh", "-e", "-c", script, "sh"));
        command.addAll(List.of(arguments));
        try {
            Path errors = Files.createTempFile("topo-proof-", ".err");
            try {
                Process process = new ProcessBuilder(command).redirectInput(new File("/dev/null")).redirectError(errors.toFile()).start();
                String output = new String(process.getInputStream().readAllBytes());
                if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
                    throw new IllegalStateException("failed: " + script + "\n" + Files.readString(errors));
                }
                return output;
            } finally {
                Files.delete(errors);
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (InterruptedException unexpected) {
            throw new IllegalStateException(unexpected);
        }
    }
}
