package topo.reconcilers.sysctl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import topo.api.Change;
import topo.api.Look;
import topo.api.Mark;
import topo.api.Memory;
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
class SysctlReconcilerTest {
    private static final NetnsName RED = new NetnsName("red");
    private static final NetnsName STAND_IN = new NetnsName("standin");
    private static final String FORWARD = "net.ipv4.ip_forward";

    @TempDir
    Path folder;

    private final Native kernel = new Native();
    private Namespaces namespaces;
    private int visits;
    private final Store memory = new Store();
    private SysctlReconciler reconciler;
    private Resources recorded = Resources.NONE;

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

    @Test
    void setsWhatDiffersAndThenFindsNothing() throws Exception {
        apply(RED, FORWARD, "1");
        assertEquals("1", value(RED, FORWARD));
        assertEquals("0", value(NetnsName.HOST, FORWARD));
        Sysctl wanted = sysctl(RED, FORWARD, "1");
        assertEquals(Map.of(wanted.id(), Observed.ours(wanted)), observe(wanted));
    }

    @Test
    void listsOfNumbersCompareWhateverTheirWhiteSpace() throws Exception {
        apply(RED, "net.ipv4.ip_local_port_range", "2000 3001");
        assertEquals("2000\t3001", raw(RED, "net/ipv4/ip_local_port_range"));
        Sysctl wanted = sysctl(RED, "net.ipv4.ip_local_port_range", "2000 3001");
        assertEquals(wanted, observe(wanted).get(wanted.id()).value());
    }

    @Test
    void anEmptyValueIsAValue() throws Exception {
        apply(RED, "net.ipv4.ip_local_reserved_ports", "8080 ");
        assertEquals("8080", value(RED, "net.ipv4.ip_local_reserved_ports"));
        apply(RED, "net.ipv4.ip_local_reserved_ports", "");
        assertEquals("", value(RED, "net.ipv4.ip_local_reserved_ports"));
    }

    @Test
    void aLongValueIsReadAndWrittenWhole() throws Exception {
        StringBuilder ports = new StringBuilder("10000");
        for (int port = 10_002; port < 11_300; port += 2) {
            ports.append(',').append(port);
        }
        assertEquals(Map.of(), apply(RED, "net.ipv4.ip_local_reserved_ports", ports.toString()));
        assertEquals(ports.toString(), value(RED, "net.ipv4.ip_local_reserved_ports"));
    }

    @Test
    void aDotInAnInterfaceNameIsReached() throws Exception {
        apply(RED, "net/ipv4/conf/eth0.1/rp_filter", "2");
        assertEquals("2", value(RED, "net.ipv4.conf.eth0/1.rp_filter"));
        assertEquals("0", value(RED, "net.ipv4.conf.eth1.rp_filter"));
    }

    @Test
    void oneVisitServesAllOfANamespace() throws Exception {
        visits = 0;
        observe(sysctl(RED, FORWARD, "1"), sysctl(RED, "net.ipv4.tcp_ecn", "1"), sysctl(NetnsName.HOST, FORWARD, "1"));
        assertEquals(2, visits);
    }

    @Test
    void whatTheKernelResetsAlongIsWrittenBack() throws Exception {
        Sysctl wanted = sysctl(RED, "net.ipv4.conf.eth1.forwarding", "0");
        Session session = session(new Resources(List.of(wanted, sysctl(RED, FORWARD, "1"))));
        reconciler.apply(List.of(new Change.Update<>(sysctl(RED, FORWARD, "0"), sysctl(RED, FORWARD, "1"))), session);
        assertEquals(Map.of(), session.failures());
        assertEquals("0", value(RED, "net.ipv4.conf.eth1.forwarding"), "declared");
        assertEquals("1", value(RED, "net.ipv4.conf.eth0/1.forwarding"), "not declared, so as the kernel has it");
    }

    @Test
    void whatIsNotRightYetWaitsForItsOwnChange() throws Exception {
        Session session = session(new Resources(List.of(sysctl(RED, "net.ipv4.conf.eth1.rp_filter", "2"), sysctl(RED, FORWARD, "1"))));
        reconciler.apply(List.of(new Change.Update<>(sysctl(RED, FORWARD, "0"), sysctl(RED, FORWARD, "1"))), session);
        assertEquals("0", value(RED, "net.ipv4.conf.eth1.rp_filter"), "a write here would not have been remembered");
    }

    @Test
    void inOneStepTheGeneralComesBeforeTheParticular() throws Exception {
        Sysctl particular = sysctl(RED, "net.ipv4.conf.eth1.forwarding", "0");
        namespaceWrite("net/ipv4/conf/eth1/forwarding", "1");
        Sysctl general = sysctl(RED, FORWARD, "1");
        Session session = session(new Resources(List.of(particular, general)));
        reconciler.apply(List.of(new Change.Create<>(particular), new Change.Create<>(general)), session);
        assertEquals("0", value(RED, "net.ipv4.conf.eth1.forwarding"));
        assertEquals("1", value(RED, FORWARD));
    }

    @Test
    void theEarlierValueComesBackWithTheEndOfTheEntry() throws Exception {
        namespaceWrite("net/ipv4/tcp_syn_retries", "5");
        apply(RED, "net.ipv4.tcp_syn_retries", "4");
        apply(RED, "net.ipv4.tcp_syn_retries", "3");
        assertEquals(List.of("net.ipv4.tcp_syn_retries"), gone().stream().map(one -> one.name().dotted()).toList());
        assertEquals(Map.of(), delete());
        assertEquals("5", value(RED, "net.ipv4.tcp_syn_retries"));
        assertEquals(Map.of(), memory.values);
        assertEquals(List.of(), gone(), "forgotten, so no longer ours");
    }

    @Test
    void aValueThatSomeoneElseSetStays() throws Exception {
        apply(RED, "net.ipv4.tcp_syn_retries", "4");
        namespaceWrite("net/ipv4/tcp_syn_retries", "7");
        assertEquals(Map.of(), delete());
        assertEquals("7", value(RED, "net.ipv4.tcp_syn_retries"));
        assertEquals(Map.of(), memory.values);
    }

    @Test
    void aValueThatWasRightFromTheStartIsNobodysToGiveBack() throws Exception {
        namespaceWrite("net/ipv4/ip_forward", "1");
        apply(RED, FORWARD, "1");
        assertEquals(Map.of(), memory.values);
        assertEquals(List.of(), gone());
    }

    @Test
    void givingBackTheGeneralKeepsWhatIsStillDeclared() throws Exception {
        apply(RED, FORWARD, "1");
        Sysctl kept = sysctl(RED, "net.ipv4.conf.eth1.forwarding", "1");
        Session session = session(new Resources(List.of(kept)));
        reconciler.delete(List.of(sysctl(RED, FORWARD, "1")), session);
        assertEquals("0", value(RED, FORWARD));
        assertEquals("1", value(RED, "net.ipv4.conf.eth1.forwarding"));
    }

    /** The kernel writes the one value to all of them, and the other to whether redirects are accepted. */
    @Test
    void interfacesOfTheHostThatStoodOutStandOutAgain() throws Exception {
        standInWrite("net/ipv4/conf/lo/forwarding", "1");
        standInWrite("net/ipv4/conf/all/accept_redirects", "0");
        apply(NetnsName.HOST, FORWARD, "1");
        assertEquals("1", value(NetnsName.HOST, "net.ipv4.conf.default.forwarding"));
        recorded = new Resources(List.of(sysctl(NetnsName.HOST, FORWARD, "1")));
        assertEquals(Map.of(), delete());
        assertEquals("0", value(NetnsName.HOST, FORWARD));
        assertEquals("0", value(NetnsName.HOST, "net.ipv4.conf.default.forwarding"));
        assertEquals("1", value(NetnsName.HOST, "net.ipv4.conf.lo.forwarding"));
        assertEquals("0", value(NetnsName.HOST, "net.ipv4.conf.all.accept_redirects"));
        assertEquals(Map.of(), memory.values);
    }

    @Test
    void whatSomebodySetMeanwhileStaysAlthoughTheKernelOverwritesIt() throws Exception {
        standInWrite("net/ipv4/conf/lo/forwarding", "1");
        apply(NetnsName.HOST, FORWARD, "1");
        standInWrite("net/ipv4/conf/lo/forwarding", "0");
        standInWrite("net/ipv4/conf/all/accept_redirects", "1");
        recorded = new Resources(List.of(sysctl(NetnsName.HOST, FORWARD, "1")));
        assertEquals(Map.of(), delete());
        assertEquals("0", value(NetnsName.HOST, "net.ipv4.conf.lo.forwarding"));
        assertEquals("1", value(NetnsName.HOST, "net.ipv4.conf.all.accept_redirects"));
    }

    @Test
    void aDeletionThatWasCutShortIsCompleted() throws Exception {
        standInWrite("net/ipv6/conf/lo/forwarding", "1");
        apply(NetnsName.HOST, "net.ipv6.conf.all.forwarding", "1");
        standInWrite("net/ipv6/conf/all/forwarding", "0");
        assertEquals("0", value(NetnsName.HOST, "net.ipv6.conf.lo.forwarding"));
        recorded = new Resources(List.of(sysctl(NetnsName.HOST, "net.ipv6.conf.all.forwarding", "1")));
        assertEquals(Map.of(), delete());
        assertEquals("1", value(NetnsName.HOST, "net.ipv6.conf.lo.forwarding"));
    }

    @Test
    void inANamespaceThatGoesTheyAreOnlyForgotten() throws Exception {
        apply(RED, FORWARD, "1");
        visits = 0;
        Session session = new Session(new Mark("lab"), Resources.NONE, Set.of(RED), memory);
        reconciler.delete(List.of(sysctl(RED, FORWARD, "1")), session);
        assertEquals(0, visits);
        assertEquals(Map.of(), memory.values);
    }

    @Test
    void nothingIsWrittenUnlessItWasRememberedBefore() throws Exception {
        memory.full = true;
        assertThrows(IllegalStateException.class, () -> apply(RED, FORWARD, "1"));
        assertEquals("0", value(RED, FORWARD));
    }

    @Test
    void aRefusedValueLeavesWhatWasRememberedAsItWas() throws Exception {
        Sysctl wrong = sysctl(RED, FORWARD, "x");
        String message = "set sysctl net.ipv4.ip_forward (namespace red) to x: "
                + "write /proc/sys/net/ipv4/ip_forward: EINVAL: Invalid argument";
        assertEquals(Map.of(wrong.id(), message), apply(RED, FORWARD, "x"));
        assertEquals(Map.of(), memory.values);
        apply(RED, FORWARD, "1");
        assertEquals(Map.of(wrong.id(), message), apply(RED, FORWARD, "x"));
        recorded = new Resources(List.of(wrong));
        assertEquals(Map.of(), delete());
        assertEquals("0", value(RED, FORWARD));
    }

    @Test
    void oneFailureLeavesTheOthers() throws Exception {
        Sysctl missing = sysctl(RED, "net.ipv4.no_such_thing", "1");
        Session session = session(Resources.NONE);
        reconciler.apply(List.of(new Change.Create<>(missing), new Change.Create<>(sysctl(RED, FORWARD, "1"))), session);
        assertEquals("set sysctl net.ipv4.no_such_thing (namespace red) to 1: read /proc/sys/net/ipv4/no_such_thing: "
                + "ENOENT: No such file or directory; no such sysctl; is the kernel module loaded? "
                + "(some of net.* are the whole host's, and no namespace has its own)", session.failures().get(missing.id()));
        assertEquals(1, session.failures().size());
        assertEquals("1", value(RED, FORWARD));
    }

    @Test
    void whatCannotBeReadCannotBeKept() throws Exception {
        String flush = apply(NetnsName.HOST, "net.ipv4.route.flush", "1").toString();
        assertTrue(flush.contains("EACCES: Permission denied; one that can only be written"), flush);
        assertTrue(apply(RED, "net.ipv4.conf.nope.rp_filter", "1").toString().contains("is there an interface nope?"));
        assertTrue(apply(RED, "net.ipv4.conf", "1").toString().contains("EISDIR: Is a directory"));
        assertEquals(Map.of(), observe(sysctl(RED, "net.ipv4.conf.nope.rp_filter", "1"), sysctl(RED, "net.ipv4.route.flush", "1")));
    }

    @Test
    void oneWithoutAValueYetIsSetAndNotGivenBack() throws Exception {
        String name = "net.ipv6.conf.eth1.stable_secret";
        assertEquals(Map.of(), observe(sysctl(RED, name, "::1")));
        assertEquals(Map.of(), apply(RED, name, "0000:0000:0000:0000:0000:0000:0000:0001"));
        assertEquals("0000:0000:0000:0000:0000:0000:0000:0001", value(RED, name));
        assertEquals(Map.of(), memory.values);
    }

    @Test
    void aMissingNamespaceHoldsNothingAndFailsAnApply() throws Exception {
        NetnsName blue = new NetnsName("blue");
        assertEquals(Map.of(), observe(sysctl(blue, FORWARD, "1")));
        String message = apply(blue, FORWARD, "1").get(sysctl(blue, FORWARD, "1").id());
        assertTrue(message.startsWith("set sysctl net.ipv4.ip_forward (namespace blue) to 1: "), message);
        assertTrue(message.contains("ENOENT: No such file or directory"), message);
        memory.values.put(sysctl(blue, FORWARD, "1").id(), "0\n1");
        recorded = new Resources(List.of(sysctl(blue, FORWARD, "1")));
        assertEquals(Map.of(), delete(), "gone with its namespace");
    }

    @Test
    void aNameThatIsNoNamespaceHoldsNothing() throws Exception {
        Files.createFile(folder.resolve("half"));
        assertEquals(Map.of(), observe(sysctl(new NetnsName("half"), FORWARD, "1")));
    }

    @Test
    void whatWasRememberedOfAnEarlierInterfaceIsForgotten() throws Exception {
        Sysctl one = sysctl(RED, "net.ipv4.conf.eth1.rp_filter", "1");
        memory.values.put(one.id(), "7\n1");
        reconciler.apply(List.of(new Change.Create<>(one)), session(Resources.NONE));
        assertEquals("0\n1", memory.values.get(one.id()));
        memory.values.put(one.id(), "7\n1");
        reconciler.apply(List.of(new Change.Create<>(one)), session(Resources.NONE));
        assertEquals(Map.of(), memory.values, "it has the value already, so there is nothing to give back");
    }

    @Test
    void aDamagedMemoryIsNoReasonToWrite() throws Exception {
        apply(RED, FORWARD, "1");
        memory.values.put(sysctl(RED, FORWARD, "1").id(), "garbage");
        assertEquals(Map.of(), delete());
        assertEquals("1", value(RED, FORWARD));
    }

    private Map<ResourceId, String> apply(NetnsName netns, String name, String value) {
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
    private List<Sysctl> gone() {
        List<Sysctl> found = new ArrayList<>();
        reconciler.observe(new Look(new Mark("lab"), Resources.NONE, recorded, memory)).values().forEach(seen -> found.add(seen.value()));
        return found;
    }

    private Map<ResourceId, String> delete() {
        Session session = session(Resources.NONE);
        List<Sysctl> gone = gone();
        reconciler.delete(gone.isEmpty() ? recorded.of(Sysctl.class) : gone, session);
        return session.failures();
    }

    private Map<ResourceId, Observed<Sysctl>> observe(Sysctl... wanted) {
        return reconciler.observe(new Look(new Mark("lab"), new Resources(List.of(wanted)), recorded, memory));
    }

    private Session session(Resources desired) {
        return new Session(new Mark("lab"), desired, Set.of(), memory);
    }

    private static Sysctl sysctl(NetnsName netns, String name, String value) {
        return new Sysctl(netns, SysctlName.parse(name), Sysctls.normal(value));
    }

    private String value(NetnsName netns, String name) throws Exception {
        return raw(netns, SysctlName.parse(name).path());
    }

    /** By another program, as this one is what is tested. */
    private String raw(NetnsName netns, String path) throws Exception {
        Path file = namespaces.file(netns.isHost() ? STAND_IN : netns);
        Process cat = new ProcessBuilder("nsenter", "--net=" + file, "cat", "/proc/sys/" + path).redirectErrorStream(true).start();
        String text = new String(cat.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        assertEquals(0, cat.waitFor(), text);
        return text;
    }

    private void standInWrite(String path, String value) throws Exception {
        namespaces.inside(STAND_IN, () -> Files.writeString(Path.of("/proc/sys", path), value + "\n", StandardOpenOption.WRITE));
    }

    private void namespaceWrite(String path, String value) throws Exception {
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

    private static final class Store implements Memory {
        final Map<ResourceId, String> values = new HashMap<>();
        boolean full;

        @Override
        public Optional<String> recall(ResourceId id) {
            return Optional.ofNullable(values.get(id));
        }

        @Override
        public void remember(ResourceId id, String value) {
            if (full) {
                throw new IllegalStateException("remember: ENOSPC: No space left on device");
            }
            values.put(id, value);
        }

        @Override
        public void forget(ResourceId id) {
            values.remove(id);
        }
    }
}
