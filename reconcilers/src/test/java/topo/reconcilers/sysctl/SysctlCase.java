package topo.reconcilers.sysctl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import topo.api.Change;
import topo.api.Look;
import topo.api.Mark;
import topo.api.Observed;
import topo.api.ResourceId;
import topo.api.Resources;
import topo.api.Session;
import topo.api.net.NetnsName;
import topo.kernel.InNetns;
import topo.kernel.Namespaces;
import topo.kernel.Native;
import topo.kernel.Sysctls;

/** On the real kernel, in two namespaces made for each test; one of them stands for the host's. */
abstract class SysctlCase {
    static final NetnsName RED = new NetnsName("red");
    private static final NetnsName STAND_IN = new NetnsName("standin");
    static final String FORWARD = "net.ipv4.ip_forward";

    @TempDir
    Path folder;

    private final Native kernel = new Native();
    private Namespaces namespaces;
    int visits;
    final CaseMemory memory = new CaseMemory();
    SysctlReconciler reconciler;
    Resources recorded = Resources.NONE;

    @BeforeEach
    void makeNamespaces() throws Exception {
        assumeTrue("root".equals(System.getProperty("user.name")), "root");
        namespaces = new Namespaces(() -> kernel, folder);
        namespaces.create(List.of(RED, STAND_IN), netns -> {}, (netns, failed) -> {
            throw failed;
        });
        ip("link", "add", "eth0.1", "type", "veth", "peer", "name", "eth1");
        InNetns inside = new InNetns() {
            @Override
            public <T> T inside(NetnsName netns, Callable<T> task) throws Exception {
                visits++;
                return namespaces.inside(netns.isHost() ? STAND_IN : netns, task);
            }
        };
        reconciler = new SysctlReconciler(new Sysctls(inside, Path.of("/proc/sys")));
    }

    @AfterEach
    void deleteNamespaces() {
        if (namespaces != null) {
            namespaces.delete(RED);
            namespaces.delete(STAND_IN);
            kernel.umount2(folder.toString(), Native.MNT_DETACH);
        }
    }

    final Map<ResourceId, String> apply(NetnsName netns, String name, String value) {
        Sysctl wanted = sysctl(netns, name, value);
        Resources desired = new Resources(List.of(wanted));
        Session session = session(desired);
        Observed<Sysctl> seen = observe(wanted).get(wanted.id());
        if (seen == null || !seen.value().equals(wanted)) {
            reconciler.apply(List.of(seen == null ? new Change.Create<>(wanted) : new Change.Update<>(seen.value(), wanted)), session);
        }
        recorded = desired;
        return session.failures();
    }

    /** What a look that wants nothing finds of what was recorded. */
    final List<Sysctl> gone() {
        List<Sysctl> found = new ArrayList<>();
        reconciler.observe(new Look(new Mark("lab"), Resources.NONE, recorded, memory)).values().forEach(seen -> found.add(seen.value()));
        return found;
    }

    final Map<ResourceId, String> delete() {
        Session session = session(Resources.NONE);
        List<Sysctl> gone = gone();
        reconciler.delete(gone.isEmpty() ? recorded.of(Sysctl.class) : gone, session);
        return session.failures();
    }

    final Map<ResourceId, Observed<Sysctl>> observe(Sysctl... wanted) {
        return reconciler.observe(new Look(new Mark("lab"), new Resources(List.of(wanted)), recorded, memory));
    }

    final Session session(Resources desired) {
        return new Session(new Mark("lab"), desired, Set.of(), memory);
    }

    static Sysctl sysctl(NetnsName netns, String name, String value) {
        return new Sysctl(netns, SysctlName.parse(name), Sysctls.normal(value));
    }

    final String value(NetnsName netns, String name) throws Exception {
        return raw(netns, SysctlName.parse(name).path());
    }

    /** By another program, as this one is what is tested. */
    final String raw(NetnsName netns, String path) throws Exception {
        Path file = namespaces.file(netns.isHost() ? STAND_IN : netns);
        Process cat = new ProcessBuilder("nsenter", "--net=" + file, "cat", "/proc/sys/" + path).redirectErrorStream(true).start();
        String text = new String(cat.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        assertEquals(0, cat.waitFor(), text);
        return text;
    }

    final void standInWrite(String path, String value) throws Exception {
        namespaces.inside(STAND_IN, () -> Files.writeString(Path.of("/proc/sys", path), value + "\n", StandardOpenOption.WRITE));
    }

    final void namespaceWrite(String path, String value) throws Exception {
        namespaces.inside(RED, () -> {
            new Sysctls(namespaces, Path.of("/proc/sys")).write(path, value);
            return null;
        });
    }

    private void ip(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("nsenter", "--net=" + namespaces.file(RED), "ip"));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).inheritIO().start();
        assertEquals(0, process.waitFor());
    }
}
