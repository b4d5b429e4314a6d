package topo.store;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Programs that a killed topo had started and that go on without it, known by their environment. */
final class LeftProcesses {
    /** Every program that topo starts has it in its environment, with topo's process id. */
    private static final String MARK = "TOPO_PARENT=";
    /** What the JVM starts a program through; it has this JVM's environment until it becomes the program. */
    private static final String SPAWNER = "jspawnhelper";

    private LeftProcesses() {}

    /** One that the process of this id had started, in words. */
    static Optional<String> of(String parent) {
        try (DirectoryStream<Path> all = Files.newDirectoryStream(Path.of("/proc"), "[1-9]*")) {
            for (Path process : all) {
                String name = read(process.resolve("comm")).strip();
                if (name.equals(SPAWNER) || ("\0" + read(process.resolve("environ"))).contains("\0" + MARK + parent + "\0")) {
                    return Optional.of("process " + process.getFileName() + " (" + name + ")");
                }
            }
            return Optional.empty();
        } catch (IOException noProc) {
            return Optional.empty();
        }
    }

    private static String read(Path file) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
        } catch (IOException gone) {
            return "";
        }
    }
}
