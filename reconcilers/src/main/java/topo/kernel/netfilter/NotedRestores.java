package topo.kernel.netfilter;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import topo.kernel.IntentLog;
import topo.kernel.KernelException;
import topo.kernel.process.Command;
import topo.kernel.process.Finished;
import topo.kernel.process.ProcessException;
import topo.kernel.process.Processes;
import topo.kernel.process.Stragglers;

/**
 * Notes in the intent log that an iptables-restore is about to run, so that whoever comes after a topo that was killed meanwhile knows to
 * wait for it: it may still be waiting for the lock, and would change the tables after they were read. Not thread-safe.
 */
public final class NotedRestores implements Processes {
    private static final String KIND = "restore";
    /** In place of a topology: several may share a table. */
    private static final String HOST = "-";
    /** Longer than a restore waits for the lock. */
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final Processes processes;
    private final IntentLog log;
    private final Stragglers stragglers;
    private boolean settled;

    public NotedRestores(Processes processes, IntentLog log, Stragglers stragglers) {
        this.processes = processes;
        this.log = log;
        this.stragglers = stragglers;
    }

    @Override
    public Optional<String> find(String program) {
        return processes.find(program);
    }

    @Override
    public Finished run(Command command) {
        if (command.input().isEmpty()) {
            return processes.run(command);
        }
        List<String> self = List.of(stragglers.self());
        try {
            log.begin(KIND, HOST, self);
        } catch (KernelException refused) {
            throw new ProcessException(refused.getMessage(), refused);
        }
        try {
            return processes.run(command);
        } finally {
            end(self);
        }
    }

    /** Once for each process: nobody else writes while it holds the lock. */
    @Override
    public void settle() {
        if (settled) {
            return;
        }
        List<String> killed = new ArrayList<>();
        Set<String> all = log.open(KIND, HOST);
        for (String topo : all) {
            if (!stragglers.lives(topo)) {
                killed.add(topo);
            }
        }
        if (!killed.isEmpty()) {
            stragglers.await(killed, LIMIT);
            end(killed);
        }
        settled = true;
    }

    /** An entry of a process that has ended costs the next one a look at the processes, no more. */
    private void end(List<String> topos) {
        try {
            log.end(KIND, HOST, topos);
        } catch (KernelException refused) {
            return;
        }
    }
}
