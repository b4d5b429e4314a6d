package topo.cli;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import topo.reconcilers.Host;

/** Where the process starts. */
public final class Main {
    private static final int BUFFER = 1 << 16;

    private Main() {}

    public static void main(String[] words) {
        int status = program(System.getenv()).run(List.of(words));
        // Not exit, which after a signal would wait for the hook that waits for this, and from JDK 21 on loads the JDK's logging.
        Runtime.getRuntime().halt(status);
    }

    /** The program on this host, for one command. */
    static Topo program(Map<String, String> environment) {
        PrintStream out = stream(FileDescriptor.out);
        PrintStream err = stream(FileDescriptor.err);
        Output output = Output.of(out, err, environment);
        Interruption interruption = new Interruption(err);
        Host host = Host.real(environment);
        HostPlatform platform = new HostPlatform(host, output, interruption);
        World world = new World(System.in, output, Places.of(host), platform, Clock.systemUTC());
        return new Topo(world, Main::version, "1".equals(environment.get("TOPO_DEBUG")));
    }

    private static String version() {
        String built = Main.class.getPackage().getImplementationVersion();
        return built == null ? "(not packaged)" : built;
    }

    /** In UTF-8 whatever the locale, as YAML is; written when full, and flushed by whoever wants to be seen. */
    private static PrintStream stream(FileDescriptor descriptor) {
        return new PrintStream(new BufferedOutputStream(new FileOutputStream(descriptor), BUFFER), false, StandardCharsets.UTF_8);
    }
}
