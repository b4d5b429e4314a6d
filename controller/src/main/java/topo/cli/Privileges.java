package topo.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import topo.api.SurroundingsException;

/** Whether this process may change networks. Read from {@code /proc/self/status}, so that nothing native is loaded for it. */
final class Privileges {
    private static final int CAP_NET_ADMIN = 12;
    private static final int CAP_SYS_ADMIN = 21;

    private final Path status;

    /** {@code status}: {@code /proc/self/status} or a file of its form. */
    Privileges(Path status) {
        this.status = status;
    }

    /**
     * @param command for the message: {@code topo apply}
     * @throws SurroundingsException if a capability is missing that every change needs
     */
    void require(String command) {
        long effective = 0;
        boolean root = false;
        try {
            for (String line : Files.readAllLines(status)) {
                if (line.startsWith("CapEff:")) {
                    effective = Long.parseUnsignedLong(line.substring("CapEff:".length()).strip(), 16);
                } else if (line.startsWith("Uid:")) {
                    root = line.split("\t")[2].equals("0");
                }
            }
        } catch (IOException noProc) {
            throw new SurroundingsException(command + " needs /proc: read " + status + ": " + noProc.getMessage(), noProc);
        }
        if (has(effective, CAP_NET_ADMIN) && has(effective, CAP_SYS_ADMIN)) {
            return;
        }
        throw new SurroundingsException(root
                ? command + " needs the capabilities CAP_NET_ADMIN and CAP_SYS_ADMIN, which root lacks here: run it outside of the"
                        + " container, or the container with --privileged"
                : command + " needs root: run it with sudo");
    }

    private static boolean has(long set, int capability) {
        return (set >> capability & 1) == 1;
    }
}
