package topo.fault;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import topo.kernel.process.Command;
import topo.kernel.process.Finished;
import topo.kernel.process.Processes;
import topo.kernel.process.SystemProcesses;

/** The programs of this machine with a fault. Those that hang or write too much are real ones, so that the limits are what is tried. */
public final class FaultyProcesses implements Processes {
    private static final int SIGKILL = 128 + 9;
    private static final int SIGSEGV = 128 + 11;
    /** So that a hang costs a test little; topo itself waits for 30 seconds. */
    private static final Duration PATIENCE = Duration.ofMillis(20);

    private final Processes real;
    private final Script script;

    public FaultyProcesses(Script script) {
        this(script, new SystemProcesses());
    }

    FaultyProcesses(Script script, Processes real) {
        this.script = script;
        this.real = real;
    }

    @Override
    public Optional<String> find(String program) {
        return script.at("find") == null ? real.find(program) : Optional.empty();
    }

    @Override
    public Finished run(Command command) {
        Fault fault = script.at("run");
        if (fault == null) {
            return real.run(command);
        }
        return switch (fault.how()) {
            case EXIT_1 -> new Finished(1, "", "iptables: Memory allocation problem.\n");
            case EXIT_2 -> new Finished(2, "", "iptables-restore: line 3 failed\n");
            case EXIT_4 -> new Finished(4, "", "Another app is currently holding the xtables lock; still -9s 0us time ahead to have a chance\n");
            case KILLED -> new Finished(SIGKILL, "", "");
            case CRASHED -> new Finished(SIGSEGV, "", "");
            case KILLED_LATE -> new Finished(SIGKILL, "", real.run(command).errors());
            case HANGS -> real.run(new Command(List.of("/bin/sleep", "30"), "", PATIENCE));
            case FLOODS -> real.run(new Command(List.of("/usr/bin/head", "-c", "104857600", "/dev/zero"), "", command.limit()));
            case CUT -> cut(real.run(command));
            case INCOMPATIBLE -> new Finished(0, "# Table `nat' is incompatible, use 'nft' tool.\n", "");
            default -> real.run(new Command(List.of("/nowhere/" + command.program()), "", command.limit()));
        };
    }

    private static Finished cut(Finished whole) {
        return new Finished(whole.status(), whole.output().substring(0, whole.output().length() / 2), whole.errors());
    }
}
