package topo.proof;

import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
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
        while (!running.isDone() && ProcessHandle.current().children().findAny().isEmpty()) {
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
}
