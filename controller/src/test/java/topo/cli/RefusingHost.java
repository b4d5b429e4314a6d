package topo.cli;

import java.nio.file.FileSystems;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import topo.kernel.Native;
import topo.kernel.RefusingLibC;
import topo.kernel.process.Command;
import topo.kernel.process.Finished;
import topo.kernel.process.Processes;
import topo.kernel.process.SystemProcesses;
import topo.reconcilers.Host;

/** This machine with a say in which writes to its kernel succeed. */
final class RefusingHost {
    private RefusingHost() {}

    /** {@code refuses} is asked for each write to the kernel, by its name; files are not among these. */
    static Host of(Predicate<String> refuses, Map<String, String> environment) {
        return new Host(() -> new Native(RefusingLibC.of(refuses)), () -> programs(refuses), FileSystems.getDefault(), environment);
    }

    private static Processes programs(Predicate<String> refuses) {
        Processes real = new SystemProcesses();
        return new Processes() {
            @Override
            public Optional<String> find(String program) {
                return real.find(program);
            }

            @Override
            public Finished run(Command command) {
                boolean writes = command.arguments().stream().anyMatch(word -> word.endsWith("-restore"));
                return writes && refuses.test("restore") ? new Finished(2, "", "iptables-restore: line 3 failed\n") : real.run(command);
            }
        };
    }
}
