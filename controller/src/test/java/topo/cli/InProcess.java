package topo.cli;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import topo.api.yaml.Kind;
import topo.kernel.Native;
import topo.kernel.RefusingLibC;
import topo.kernel.process.Command;
import topo.kernel.process.Finished;
import topo.kernel.process.Processes;
import topo.kernel.process.SystemProcesses;
import topo.reconcilers.Host;
import topo.reconcilers.Kernel;
import topo.reconcilers.Kinds;

/** The whole program on the real kernel in this process, with a say in which of its writes succeed. */
final class InProcess {
    private final Map<String, String> environment;

    InProcess(Map<String, String> environment) {
        this.environment = environment;
    }

    /** How a command ended and what it wrote. */
    record Ended(int status, String out, String err) {}

    /** {@code refuses} is asked for each write to the kernel, by its name; files are not among these. */
    Ended topo(Predicate<String> refuses, String... words) {
        Host host = new Host(() -> new Native(RefusingLibC.of(refuses)), () -> programs(refuses), FileSystems.getDefault(), environment);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Output output = new Output(new PrintStream(out, false, StandardCharsets.UTF_8), new PrintStream(err, false, StandardCharsets.UTF_8), false);
        try (Kernel kernel = new Kernel(host)) {
            World world = new World(InputStream.nullInputStream(), output, Places.of(host), new Here(kernel, output), Clock.systemUTC());
            int status = new Topo(world, () -> "test", true).run(List.of(words));
            return new Ended(status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
        }
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

    /** As {@link HostPlatform}, but that signals are left to the tests' process. */
    private static final class Here implements Platform {
        private final Kernel kernel;
        private final Output output;
        private HostMachine machine;

        Here(Kernel kernel, Output output) {
            this.kernel = kernel;
            this.output = output;
        }

        @Override
        public List<Kind<?>> kinds() {
            return Kinds.kinds();
        }

        @Override
        public Machine machine() {
            machine = machine == null ? new HostMachine(kernel, Kinds.all(), output) : machine;
            return machine;
        }

        @Override
        public void requirePrivileges(String command) {}

        @Override
        public BooleanSupplier keepSignals() {
            return () -> false;
        }
    }
}
