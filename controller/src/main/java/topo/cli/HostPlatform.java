package topo.cli;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import topo.api.SurroundingsException;
import topo.api.yaml.Kind;
import topo.api.yaml.Source;
import topo.controller.Daemon;
import topo.controller.Overseer;
import topo.controller.Tools;
import topo.kernel.EventCalls;
import topo.kernel.Native;
import topo.kernel.netfilter.GenerationMemory;
import topo.kernel.netfilter.Generations;
import topo.kernel.netfilter.KernelGenerations;
import topo.kernel.netfilter.LockPatience;
import topo.kernel.netfilter.TableMemory;
import topo.reconcilers.Host;
import topo.reconcilers.Kernel;
import topo.reconcilers.Kinds;
import topo.reconcilers.Registration;
import topo.server.Server;
import topo.trigger.Listener;

/** This host. Loads a thing when it is first asked for, as most commands need few of them. */
final class HostPlatform implements Platform {
    private final Host host;
    private final Output output;
    private final Interruption interruption;
    private FutureTask<HostMachine> machine;
    private boolean keepsSignals;
    private List<Source> read;
    private List<Registration<?>> registrations;
    private Duration patience = Duration.ofSeconds(10);

    HostPlatform(Host host, Output output, Interruption interruption) {
        this.host = host;
        this.output = output;
        this.interruption = interruption;
    }

    @Override
    public List<Kind<?>> kinds() {
        List<Kind<?>> kinds = new ArrayList<>();
        for (Registration<?> registration : registrations()) {
            kinds.add(registration.kind());
        }
        return kinds;
    }

    private List<Registration<?>> registrations() {
        if (registrations == null) {
            registrations = Kinds.all();
        }
        return registrations;
    }

    @Override
    public void waitForOthers(long millis) {
        patience = Duration.ofMillis(millis);
    }

    @Override
    public void warmUp() {
        List<Registration<?>> all = registrations();
        LockPatience lock = new LockPatience(patience, output::message);
        machine = new FutureTask<>(() -> new HostMachine(new Kernel(host, lock), all, output));
        Thread thread = new Thread(machine, "warm-up");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public HostMachine machine() {
        if (machine == null) {
            warmUp();
        }
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return machine.get();
                } catch (InterruptedException again) {
                    interrupted = true;
                } catch (ExecutionException failed) {
                    if (failed.getCause() instanceof SurroundingsException known) {
                        throw known;
                    }
                    throw new SurroundingsException("load the native library: " + failed.getCause(), failed.getCause());
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public void requirePrivileges(String command) {
        new Privileges(Path.of("/proc/self/status")).require(command);
    }

    @Override
    public void detach() {
        machine().detach();
    }

    @Override
    public String caller() {
        return host.variable("SUDO_USER", "");
    }

    @Override
    public Supplier<Tools> tools() {
        Host opened = opened();
        Generations generations = new KernelGenerations(opened.sys().get(), new EventCalls(), new Kernel(opened).namespaces());
        TableMemory tables = new GenerationMemory(generations);
        return () -> new HostTools(new Kernel(opened, tables), registrations());
    }

    @Override
    public Listener listener() {
        return new HostListener(opened());
    }

    /** The native library is loaded once; all else is opened anew by each user of this. */
    private Host opened() {
        Native sys = machine().sys();
        return new Host(() -> sys, host.processes(), host.files(), host.environment());
    }

    @Override
    public Optional<List<Source>> read() {
        return Optional.ofNullable(read);
    }

    @Override
    public OptionalInt handOver(List<String> words, Supplier<List<Source>> files) {
        return new Courier(host, output, interruption).carry(words, () -> read = files.get());
    }

    @Override
    public AutoCloseable serve(Daemon daemon, Consumer<String> warn) {
        String pid = Long.toString(ProcessHandle.current().pid());
        Server.Place place = new Server.Place(Places.of(host).run(), host.environment(), pid);
        return Server.start(place, new ServedCommands(opened(), daemon), warn);
    }

    /** Closes what it has opened. */
    void close() {
        if (machine != null) {
            machine().close();
        }
    }

    @Override
    public Overseer overseer(Consumer<String> warn) {
        return Systemd.of(host.environment(), machine().sys(), Long.toString(ProcessHandle.current().pid()), System::nanoTime, warn);
    }

    @Override
    public void onSignals(Runnable stop, Runnable reload) {
        SignalWatch.on("INT", stop);
        SignalWatch.on("TERM", stop);
        SignalWatch.on("HUP", reload);
    }

    @Override
    public BooleanSupplier keepSignals() {
        if (!keepsSignals) {
            keepsSignals = true;
            machine().ignoreHangUp();
            interruption.install();
        }
        return interruption::isAsked;
    }
}
