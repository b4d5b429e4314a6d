package topo.kernel.process;

import java.util.Optional;

/** Runs programs. An interface so that tests can put faults in: a missing program, a hang, a crash. */
public interface Processes {

    /** The absolute path of a system program, if it is installed. */
    Optional<String> find(String program);

    /**
     * Runs it to its end. Whatever its exit status, that is a result.
     *
     * @throws ProcessException if it cannot be started, runs too long or writes too much; it is not running any more then
     */
    Finished run(Command command);
}
