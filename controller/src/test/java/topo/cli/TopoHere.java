package topo.cli;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.function.BooleanSupplier;
import topo.api.yaml.Kind;
import topo.reconcilers.Host;
import topo.reconcilers.Kernel;
import topo.reconcilers.Kinds;

/** Runs topo's commands in this process on a host, each as if in a process of its own: it leaves nothing open. */
public final class TopoHere {
    private TopoHere() {}

    /** How a command ended and what it wrote. */
    public record Result(int status, String out, String err) {
        @Override
        public String toString() {
            return "exit status " + status + "\n" + out + err;
        }
    }

    public static Result run(Host host, String... words) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Output output = new Output(new PrintStream(out, false, StandardCharsets.UTF_8),
                new PrintStream(err, false, StandardCharsets.UTF_8), false);
        try (Kernel kernel = new Kernel(host)) {
            World world = new World(InputStream.nullInputStream(), output, Places.of(host), new Here(kernel, output), Clock.systemUTC());
            int status = new Topo(world, () -> "here", true).run(List.of(words));
            return new Result(status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
        }
    }

    /** Signals are left to the process. */
    private static final class Here implements Platform {
        private final HostMachine machine;

        Here(Kernel kernel, Output output) {
            this.machine = new HostMachine(kernel, Kinds.all(), output);
        }

        @Override
        public List<Kind<?>> kinds() {
            return Kinds.kinds();
        }

        @Override
        public Machine machine() {
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
