package topo.reconcilers.nat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import topo.api.net.NetnsName;
import topo.kernel.EventCalls;
import topo.kernel.Native;
import topo.kernel.netfilter.Backend;
import topo.kernel.netfilter.Generation;
import topo.kernel.netfilter.GenerationMemory;
import topo.kernel.netfilter.IpFamily;
import topo.kernel.netfilter.Iptables;
import topo.kernel.netfilter.KernelGenerations;
import topo.kernel.netfilter.SavedTable;
import topo.kernel.process.Command;
import topo.kernel.process.Finished;
import topo.kernel.process.Processes;

/** Tables are read anew exactly if something was changed in their namespace, whoever did it. */
class TableMemoryTest {
    private static final NetnsName BOX = new NetnsName("box");
    private static final String PREFIX = "TOPO-00000001-";

    private final List<String> read = new ArrayList<>();
    private Lab lab;
    private KernelGenerations generations;
    private Iptables iptables;

    @BeforeEach
    void makeNamespaces() throws IOException {
        Lab.need(Backend.NFT);
        lab = new Lab("box", "other");
        generations = new KernelGenerations(new Native(), new EventCalls(), lab.namespaces());
        Processes counted = new Processes() {
            @Override
            public Optional<String> find(String program) {
                return lab.processes().find(program);
            }

            @Override
            public Finished run(Command command) {
                command.arguments().stream().filter(word -> word.endsWith("-save")).forEach(read::add);
                return lab.processes().run(command);
            }
        };
        iptables = new Iptables(counted, lab.namespaces(), lab.signs(), Backend.NFT).with(new GenerationMemory(generations));
        lab.in("box", "iptables-nft -t nat -N " + PREFIX + "PRE");
    }

    @AfterEach
    void removeNamespaces() throws IOException {
        if (lab != null) {
            lab.close();
        }
    }

    private List<SavedTable> save(IpFamily family) {
        return iptables.save(iptables.table(BOX, family, "nat"), PREFIX);
    }

    @Test
    void whatNobodyChangedIsReadOnce() {
        List<SavedTable> first = save(IpFamily.V4);
        assertTrue(first.get(0).chains().containsKey(PREFIX + "PRE"), first.toString());
        assertEquals(first, save(IpFamily.V4));
        save(IpFamily.V6);
        lab.in("other", "iptables-nft -t nat -N MINE");
        save(IpFamily.V6);
        assertEquals(1, read.stream().filter(program -> program.endsWith("/iptables-nft-save")).count(), read.toString());
        assertEquals(1, read.stream().filter(program -> program.endsWith("/ip6tables-nft-save")).count(), read.toString());
    }

    @Test
    void eachChangeIsSeen() {
        save(IpFamily.V4);
        lab.in("box", "iptables-nft -t nat -A " + PREFIX + "PRE -m comment --comment one -j RETURN");
        assertEquals(List.of(new SavedTable.Saved("one")), save(IpFamily.V4).get(0).rules(PREFIX + "PRE"));
        lab.in("box", "iptables-nft -t nat -F " + PREFIX + "PRE");
        assertEquals(List.of(), save(IpFamily.V4).get(0).rules(PREFIX + "PRE"));
        lab.in("box", "iptables-nft -t nat -X " + PREFIX + "PRE");
        assertEquals(List.of(SavedTable.empty(Backend.NFT)), save(IpFamily.V4));
    }

    /** The number of a new namespace may well be the one that the old one had. */
    @Test
    void aNamespaceThatWasMadeAnewIsAnother() {
        Generation before = generations.of(BOX).orElseThrow();
        save(IpFamily.V4);
        lab.namespaces().delete(BOX);
        lab.namespaces().create(List.of(BOX), made -> { }, (netns, failed) -> {
            throw failed;
        });
        Generation after = generations.of(BOX).orElseThrow();
        assertNotEquals(before.cookie(), after.cookie());
        assertEquals(List.of(SavedTable.empty(Backend.NFT)), save(IpFamily.V4));
    }

    /** Nothing tells whether it has changed. */
    @Test
    void legacyTablesAreReadEachTime() {
        Lab.need(Backend.LEGACY);
        lab.in("box", "iptables-legacy -t nat -N " + PREFIX + "PRE");
        save(IpFamily.V4);
        int once = read.size();
        save(IpFamily.V4);
        assertEquals(2 * once, read.size(), read.toString());
    }

    @Test
    void whereThereIsNoNamespaceNothingIsTold() {
        assertEquals(Optional.empty(), generations.of(new NetnsName("nowhere")));
    }
}
