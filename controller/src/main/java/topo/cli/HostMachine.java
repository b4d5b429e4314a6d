package topo.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import topo.api.Resource;
import topo.api.SurroundingsException;
import topo.api.net.NetnsName;
import topo.engine.Registered;
import topo.kernel.Exec;
import topo.kernel.KernelException;
import topo.kernel.Native;
import topo.kernel.cgroup.CgroupException;
import topo.kernel.cgroup.CgroupLayout;
import topo.kernel.cgroup.CgroupPath;
import topo.kernel.cgroup.Cgroups;
import topo.reconcilers.Kernel;
import topo.reconcilers.Registration;

/** This host's kernel, with the native library loaded. */
final class HostMachine implements Machine {
    private final Kernel kernel;
    private final List<Registered<?>> registered = new ArrayList<>();
    private final Output output;

    HostMachine(Kernel kernel, List<Registration<?>> registrations, Output output) {
        this.kernel = kernel;
        this.output = output;
        kernel.warmUp();
        for (Registration<?> registration : registrations) {
            registered.add(bind(registration));
        }
    }

    private <R extends Resource> Registered<R> bind(Registration<R> registration) {
        return new Registered<>(registration.kind().name(), registration.type(), registration.reconciler().apply(kernel));
    }

    @Override
    public List<Registered<?>> registered() {
        return registered;
    }

    void close() {
        kernel.close();
    }

    Native sys() {
        return kernel.sys();
    }

    void ignoreHangUp() {
        kernel.sys().ignoreHangUp();
    }

    void detach() {
        kernel.sys().ignoreHangUp();
        kernel.sys().setsid();
    }

    @Override
    public Set<NetnsName> namespaces() {
        return kernel.namespaces().list();
    }

    @Override
    public void settled(String topology) {
        kernel.intents().settle(topology);
    }

    @Override
    public int exec(NetnsName netns, List<CgroupPath> cgroups, List<String> command) {
        Exec exec = new Exec(kernel.sys(), Path.of("/etc/netns"), output::message);
        try {
            join(cgroups);
            exec.enter(netns, kernel.namespaces().file(netns));
        } catch (KernelException | CgroupException refused) {
            throw new SurroundingsException("run a command in namespace " + netns + ": " + refused.getMessage(), refused);
        }
        List<byte[]> raw = new RawArguments(Path.of("/proc/self/cmdline")).of(command);
        Exec.NotStarted failed = exec.run(raw);
        output.message(failed.message());
        return failed.status();
    }

    private void join(List<CgroupPath> cgroups) {
        if (cgroups.isEmpty()) {
            return;
        }
        Cgroups all = new Cgroups(kernel.cgroupRoot());
        CgroupLayout layout = all.layout();
        for (CgroupPath path : cgroups) {
            all.processes().join(layout, path, pid());
        }
    }

    private static int pid() {
        try {
            return Integer.parseInt(Files.readSymbolicLink(Path.of("/proc/self")).toString());
        } catch (IOException noProc) {
            throw new SurroundingsException("read /proc/self: " + noProc.getMessage(), noProc);
        }
    }
}
