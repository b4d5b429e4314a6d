package topo.cli;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.function.BooleanSupplier;
import topo.api.SurroundingsException;
import topo.api.yaml.Kind;
import topo.reconcilers.Host;
import topo.reconcilers.Kernel;
import topo.reconcilers.Kinds;

/** The whole program in this process on any host, one command a call; each call leaves nothing open. */
public final class Program {
    private Program() {}

    /** How a command ended and what it wrote. */
    public record Ended(int status, String out, String err) {
        @Override
        public String toString() {
            return "exit status " + status + "\n" + out + err;
        }
    }

    public static Ended run(Host host, String... words) {
        return run(host, Clock.systemUTC(), words);
    }

    public static Ended run(Host host, Clock clock, String... words) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Output output = new Output(stream(out), stream(err), false);
        try (Kernel kernel = new Kernel(host)) {
            World world = new World(InputStream.nullInputStream(), output, Places.of(host), new Here(kernel, output), clock);
            int status = new Topo(world, () -> "test", true).run(List.of(words));
            return new Ended(status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
        }
    }

    private static PrintStream stream(ByteArrayOutputStream bytes) {
        return new PrintStream(bytes, false, StandardCharsets.UTF_8);
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
            try {
                machine = machine == null ? new HostMachine(kernel, Kinds.all(), output) : machine;
                return machine;
            } catch (SurroundingsException known) {
                throw known;
            } catch (RuntimeException failed) {
                throw new SurroundingsException("load the native library: " + failed, failed);
            }
        }

        @Override
        public void requirePrivileges(String command) {}

        @Override
        public BooleanSupplier keepSignals() {
            return () -> false;
        }
    }
}
