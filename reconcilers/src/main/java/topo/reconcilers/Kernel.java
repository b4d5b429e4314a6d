package topo.reconcilers;

import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Supplier;
import topo.api.net.NetnsName;
import topo.kernel.IntentLog;
import topo.kernel.KernelException;
import topo.kernel.Namespaces;
import topo.kernel.Native;
import topo.kernel.Sysctls;
import topo.kernel.netfilter.Backend;
import topo.kernel.netfilter.ChainNames;
import topo.kernel.netfilter.Iptables;
import topo.kernel.netfilter.LockPatience;
import topo.kernel.netfilter.TableMemory;
import topo.kernel.netlink.BufferPool;
import topo.kernel.netlink.KernelTransport;
import topo.kernel.netlink.NetlinkSocket;
import topo.kernel.rtnl.RtnlSocket;
import topo.kernel.rtnl.RtnlSockets;

/** What kinds work on the host with. Opens and loads nothing until it is used. Not thread-safe, but for {@link #warmUp}. */
public final class Kernel implements AutoCloseable {
    private final Host host;
    private final Once<Native> sys;
    private final Namespaces namespaces;
    private final RtnlSockets sockets;
    private final LockPatience patience;
    private final TableMemory tables;
    private final IntentLog intents;

    /** As the others, and waits for the lock of iptables for up to ten seconds, telling nobody. */
    public Kernel(Host host) {
        this(host, TableMemory.NONE);
    }

    /** As {@link #Kernel(Host)}, and takes from the memory what that knows of iptables. */
    public Kernel(Host host, TableMemory tables) {
        this(host, new LockPatience(Duration.ofSeconds(10), words -> {}), tables);
    }

    public Kernel(Host host, LockPatience patience) {
        this(host, patience, TableMemory.NONE);
    }

    /** TOPO_RUN_DIR, TOPO_CGROUP_ROOT and TOPO_IPTABLES are taken from the host's environment. */
    private Kernel(Host host, LockPatience patience, TableMemory tables) {
        this.host = host;
        this.patience = patience;
        this.tables = tables;
        this.sys = new Once<>(host.sys());
        this.namespaces = new Namespaces(sys, host.path("/run/netns"));
        this.sockets = new RtnlSockets(sys, namespaces);
        this.intents = new IntentLog(host.path(host.variable("TOPO_RUN_DIR", "/run/topo")).toAbsolutePath().resolve("intents"),
                host.path("/proc/sys/kernel/random/boot_id"));
    }

    /**
     * Loads the native library and makes a first call of most functions, which binds them: some 40 ms of work, to be done on another thread
     * while documents are read. Reads the host's links and changes nothing; a failure comes up again where it matters.
     */
    public void warmUp() {
        try (RtnlSocket socket = new RtnlSocket(new NetlinkSocket(new KernelTransport(sys.get(), KernelTransport.NETLINK_ROUTE), new BufferPool()))) {
            sys.get().unshare(0);
            sys.get().close(namespaces.open(NetnsName.HOST));
            socket.links();
            socket.addresses();
            socket.batch().flush();
        } catch (KernelException unavailable) {
            return;
        }
    }

    public Native sys() {
        return sys.get();
    }

    public Namespaces namespaces() {
        return namespaces;
    }

    public RtnlSockets sockets() {
        return sockets;
    }

    /** In TOPO_RUN_DIR. */
    public IntentLog intents() {
        return intents;
    }

    public Sysctls sysctls() {
        return new Sysctls(namespaces, host.path("/proc/sys"));
    }

    public Iptables iptables() {
        ChainNames signs = new ChainNames(sys, namespaces);
        return new Iptables(host.processes().get(), namespaces, signs, Backend.of(host.variable("TOPO_IPTABLES", "")), patience)
                .with(tables);
    }

    public Path cgroupRoot() {
        return host.path(host.variable("TOPO_CGROUP_ROOT", "/sys/fs/cgroup"));
    }

    @Override
    public void close() {
        sockets.close();
    }

    /** Makes its value at the first call, on whatever thread that is. */
    private static final class Once<T> implements Supplier<T> {
        private final Supplier<T> make;
        private T value;

        Once(Supplier<T> make) {
            this.make = make;
        }

        @Override
        public synchronized T get() {
            if (value == null) {
                value = make.get();
            }
            return value;
        }
    }
}
