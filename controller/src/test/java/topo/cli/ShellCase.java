package topo.cli;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Commands on a kernel of the test's own, with files in a folder that goes with the test. */
abstract class ShellCase {
    @TempDir
    Path folder;
    Shell shell;

    @BeforeEach
    final void open() {
        shell = new Shell(folder);
    }
}
