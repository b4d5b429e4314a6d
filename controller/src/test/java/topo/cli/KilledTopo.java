package topo.cli;

import com.kenai.jffi.CallContext;
import com.kenai.jffi.Function;
import com.kenai.jffi.HeapInvocationBuffer;
import com.kenai.jffi.Invoker;
import com.kenai.jffi.Library;
import com.kenai.jffi.Type;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import topo.proof.Watch;
import topo.proof.Watched;
import topo.reconcilers.Host;

/**
 * The program as {@link Main} runs it, but that it kills itself (SIGKILL) after so many writes: {@code KilledTopo FILE NUMBER
 * COMMAND...}. With number 0 it runs to its end. The file then holds all writes that it made, a line each.
 */
public final class KilledTopo {
    private static final int SIGKILL = 9;

    private KilledTopo() {}

    public static void main(String[] words) throws IOException {
        Path report = Path.of(words[0]);
        int last = Integer.parseInt(words[1]);
        Watch watch = new Watch(writes -> {
            if (writes.size() == last) {
                die(report, writes);
            }
        });
        Output output = new Output(System.out, System.err, false);
        Host host = Watched.host(watch, System.getenv());
        HostPlatform platform = new HostPlatform(host, output, new Interruption(System.err));
        World world = new World(System.in, output, Places.of(host), platform, Clock.systemUTC());
        int status = new Topo(world, () -> "killed", true).run(List.of(Arrays.copyOfRange(words, 2, words.length)));
        Files.write(report, watch.writes());
        Runtime.getRuntime().halt(status);
    }

    private static void die(Path report, List<String> writes) {
        try {
            Files.write(report, writes);
        } catch (IOException unexpected) {
            throw new IllegalStateException(unexpected);
        }
        Function getpid = function("getpid", Type.SINT32);
        int pid = Invoker.getInstance().invokeInt(getpid, new HeapInvocationBuffer(getpid));
        Function kill = function("kill", Type.SINT32, Type.SINT32, Type.SINT32);
        HeapInvocationBuffer call = new HeapInvocationBuffer(kill);
        call.putInt(pid);
        call.putInt(SIGKILL);
        Invoker.getInstance().invokeInt(kill, call);
        throw new IllegalStateException("still alive after SIGKILL");
    }

    private static Function function(String name, Type result, Type... parameters) {
        return new Function(Library.getDefault().getSymbolAddress(name), CallContext.getCallContext(result, parameters,
                com.kenai.jffi.CallingConvention.DEFAULT, true));
    }
}
