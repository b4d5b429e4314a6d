package topo.cli;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import topo.api.yaml.Kind;
import topo.reconcilers.Host;

/** Runs topo's commands in this process and on the real kernel: that of the namespaces that the test JVM has for itself. */
final class RealShell {
    private final Host host;
    private final Places places;
    BooleanSupplier stop = () -> false;
    String out = "";
    String err = "";

    /** {@code state}: the folder of what is remembered. */
    RealShell(Path state, Path run) {
        this.host = Host.real(Map.of("TOPO_STATE_DIR", state.toString(), "TOPO_RUN_DIR", run.toString()));
        this.places = Places.of(host);
    }

    int topo(String... words) {
        ByteArrayOutputStream outBytes = new ByteArrayOutputStream();
        ByteArrayOutputStream errBytes = new ByteArrayOutputStream();
        Output output = new Output(new PrintStream(outBytes, false, StandardCharsets.UTF_8),
                new PrintStream(errBytes, false, StandardCharsets.UTF_8), false);
        World world = new World(new ByteArrayInputStream(new byte[0]), output, places, new Unsignalled(output), Clock.systemUTC());
        int status = new Topo(world, () -> "test", true).run(List.of(words));
        out = outBytes.toString(StandardCharsets.UTF_8);
        err = errBytes.toString(StandardCharsets.UTF_8);
        return status;
    }

    /** The host's platform; but a signal to the test JVM is not kept. */
    private final class Unsignalled implements Platform {
        private final HostPlatform real;

        Unsignalled(Output output) {
            real = new HostPlatform(host, output, null);
        }

        @Override
        public List<Kind<?>> kinds() {
            return real.kinds();
        }

        @Override
        public Machine machine() {
            return real.machine();
        }

        @Override
        public void requirePrivileges(String command) {
            real.requirePrivileges(command);
        }

        @Override
        public BooleanSupplier keepSignals() {
            return stop;
        }
    }
}
