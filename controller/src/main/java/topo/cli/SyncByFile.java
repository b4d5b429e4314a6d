package topo.cli;

import java.nio.file.Path;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import topo.api.SurroundingsException;
import topo.controller.SourceReport;
import topo.store.SyncRequests;

/**
 * Has the running controller look at its sources where its socket cannot be used: {@code TOPO_SOCKET=none}, a socket that is gone or has
 * too many clients, a caller in another network namespace or with another {@code TOPO_STATE_DIR}. Other commands do their work alone then,
 * but only the controller has the sources; so it is asked by a file, which only root can write.
 */
final class SyncByFile {
    private static final long POLL_MILLIS = 50;

    private final SyncRequests requests;
    private final BooleanSupplier controllerRuns;

    SyncByFile(Path run, BooleanSupplier controllerRuns) {
        this.requests = new SyncRequests(run);
        this.controllerRuns = controllerRuns;
    }

    /** As {@link Platform#sync}. */
    Optional<SourceReport> ask(String topology, long millis) {
        String id = requests.ask(topology);
        try {
            return await(id, millis).map(SyncByFile::read);
        } finally {
            requests.withdraw(id);
        }
    }

    private Optional<String> await(String id, long millis) {
        long begun = System.nanoTime();
        while (true) {
            boolean last = System.nanoTime() - begun > millis * 1_000_000 || !controllerRuns.getAsBoolean();
            Optional<String> answer = requests.take(id);
            if (answer.isPresent() || last) {
                return answer;
            }
            try {
                Thread.sleep(POLL_MILLIS);
            } catch (InterruptedException asked) {
                Thread.currentThread().interrupt();
                return Optional.empty();
            }
        }
    }

    private static SourceReport read(String answer) {
        try {
            return SourceReport.read(answer);
        } catch (RuntimeException other) {
            throw new SurroundingsException("read the controller's answer: " + other.getMessage()
                    + "; it is of another version than this command, restart it (systemctl restart topo)", other);
        }
    }
}
