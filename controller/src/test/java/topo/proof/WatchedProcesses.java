package topo.proof;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.stream.Stream;
import topo.kernel.process.Command;
import topo.kernel.process.Finished;
import topo.kernel.process.Processes;

/** Programs that change something: once such a one runs, and once it has ended, count as writes. Others only read. */
final class WatchedProcesses implements Processes {
    private final Processes real;
    private final Watch watch;

    WatchedProcesses(Processes real, Watch watch) {
        this.real = real;
        this.watch = watch;
    }

    @Override
    public Optional<String> find(String program) {
        return real.find(program);
    }

    @Override
    public Finished run(Command command) {
        String program = String.join(" ", command.arguments());
        if (!program.contains("-restore")) {
            return real.run(command);
        }
        FutureTask<Finished> running = new FutureTask<>(() -> real.run(command));
        new Thread(running, "restore").start();
        while (!running.isDone() && ProcessHandle.current().children().noneMatch(child -> isAtWork(child, program))) {
            Thread.onSpinWait();
        }
        watch.happened("runs: " + program);
        Finished finished;
        try {
            finished = running.get();
        } catch (InterruptedException | ExecutionException failed) {
            throw new IllegalStateException(failed);
        }
        watch.happened("has run: " + program);
        return finished;
    }

    /** The legacy backend's, once it has read what it is to do and takes the lock: before, its input would end with this process. */
    private static boolean isAtWork(ProcessHandle child, String program) {
        if (!program.contains("legacy")) {
            return true;
        }
        try (Stream<Path> open = Files.list(Path.of("/proc/" + child.pid() + "/fd"))) {
            for (Path file : open.toList()) {
                if (Files.readSymbolicLink(file).endsWith("xtables.lock")) {
                    return true;
                }
            }
            return false;
        } catch (IOException | UncheckedIOException over) {
            return false;
        }
    }
}
