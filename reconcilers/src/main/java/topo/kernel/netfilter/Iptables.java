package topo.kernel.netfilter;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import topo.api.net.NetnsName;
import topo.kernel.Namespaces;
import topo.kernel.process.Finished;
import topo.kernel.process.MissingProgramException;
import topo.kernel.process.Processes;

/**
 * Reads and writes iptables tables in any namespace, one process a table, and none where the kernel itself can tell that there is nothing
 * to read. Any thread may call it that has not entered another namespace.
 */
public final class Iptables {
    private static final int LOOKS = 3;
    /** Seconds of one try; without it, iptables-legacy-restore waits for ever. Short, so that a wait is told of soon. */
    private static final String LOCK_WAIT = "1";
    private static final Path IPV6_ADDRESSES = Path.of("/proc/net/if_inet6");

    private final IptablesPrograms programs;
    private final TableSigns signs;
    private final Backend backend;
    private final LockPatience patience;
    private final TableMemory memory;

    /** Waits for the lock of the legacy backend for up to ten seconds, and tells nobody. */
    public Iptables(Processes processes, Namespaces namespaces, TableSigns signs, Backend backend) {
        this(processes, namespaces, signs, backend, new LockPatience(Duration.ofSeconds(10), words -> {}));
    }

    public Iptables(Processes processes, Namespaces namespaces, TableSigns signs, Backend backend, LockPatience patience) {
        this(new IptablesPrograms(processes, namespaces), signs, backend, patience, TableMemory.NONE);
    }

    private Iptables(IptablesPrograms programs, TableSigns signs, Backend backend, LockPatience patience, TableMemory memory) {
        this.programs = programs;
        this.signs = signs;
        this.backend = backend;
        this.patience = patience;
        this.memory = memory;
    }

    /** The same, which reads a table anew only if the memory does not know it. */
    public Iptables with(TableMemory tables) {
        return new Iptables(programs, signs, backend, patience, tables);
    }

    /** A table of the backend that is in use here. */
    public TableRef table(NetnsName netns, IpFamily family, String table) {
        return new TableRef(netns, family, backend, table);
    }

    /** The names that a namespace may have, without the host's own; one look for all of them. */
    public Set<NetnsName> namespaces() {
        return programs.namespaces();
    }

    /** Whether there is a namespace of this name; a file that none is mounted on does not count. */
    public boolean exists(NetnsName netns) {
        return programs.exists(netns);
    }

    /** Whether the programs for this family are installed. */
    public boolean isInstalled(IpFamily family) {
        return programs.isInstalled(backend, family, "save") && programs.isInstalled(backend, family, "restore");
    }

    /** Whether the kernel has this family at all; IPv6 can be left out or switched off ({@code ipv6.disable=1}). */
    public boolean supports(IpFamily family) {
        return !family.v6() || Files.exists(IPV6_ADDRESSES);
    }

    /**
     * What the table holds of the chains of this prefix, and, second, what the other backend's table of that name does if it holds any: the
     * backend may have been switched since, and rules left behind there still take effect.
     *
     * <p>nf_tables tells the names of its chains, x_tables only whether there is such a table at all. A table of x_tables is read only if
     * there is one, because reading it would set it up.
     *
     * @throws IptablesException if the table cannot be read whole
     * @throws MissingProgramException if iptables is not installed
     */
    public List<SavedTable> save(TableRef table, String prefix) {
        // Nothing tells whether a table of x_tables has changed.
        if (signs.hasLegacyTable(table.netns(), table.family().v6(), table.table())) {
            return look(table, prefix, true);
        }
        String program = programs.behind(table.backend(), table.family(), "save");
        return memory.recall(new TableMemory.Question(table, prefix, program), () -> look(table, prefix, false));
    }

    private List<SavedTable> look(TableRef table, String prefix, boolean inLegacy) {
        boolean inNft = startsAny(signs.ofNft(table.netns()), prefix);
        if (!inNft && !inLegacy) {
            return List.of(SavedTable.empty(table.backend()));
        }
        List<SavedTable> tables = new ArrayList<>(2);
        tables.add(read(table, prefix));
        Backend other = tables.get(0).backend() == Backend.NFT ? Backend.LEGACY : Backend.NFT;
        // Chains of ours in nf_tables are there for certain; a table of x_tables may be anybody's.
        boolean isReadable = programs.isInstalled(other, table.family(), "save");
        if (other == Backend.NFT ? inNft : inLegacy && isReadable) {
            SavedTable left = read(table.with(other), prefix);
            if (!left.chains().isEmpty()) {
                tables.add(left);
            }
        }
        return tables;
    }

    /** Whether nf_tables has a chain of such a name, or x_tables, which tells no names, a table of this one. Takes no process. */
    public boolean mayHaveChains(NetnsName netns, String table, Predicate<String> named) {
        return signs.ofNft(netns).stream().anyMatch(named) || signs.hasLegacyTable(netns, false, table)
                || supports(IpFamily.V6) && signs.hasLegacyTable(netns, true, table);
    }

    private static boolean startsAny(Set<String> names, String prefix) {
        for (String name : names) {
            if (name.startsWith(prefix)) {
                return true;
            }
        }
        return false;
    }

    /** A look that was cut short is taken again: the program changes nothing. */
    private SavedTable read(TableRef table, String prefix) {
        for (int look = 1;; look++) {
            try {
                return readOnce(table, prefix);
            } catch (IptablesException refused) {
                boolean cut = refused.reason() == IptablesException.Reason.KILLED || refused.reason() == IptablesException.Reason.CUT;
                if (!cut || look == LOOKS) {
                    throw refused;
                }
            }
        }
    }

    private SavedTable readOnce(TableRef table, String prefix) {
        Finished saved = programs.run(table, "save", "", "-t", table.table());
        if (!saved.succeeded()) {
            // Older iptables-nft-save (1.8.2) calls a table that was never used an error.
            if (IptablesPrograms.words(saved).contains("does not exist")) {
                return SavedTable.empty(Backend.NFT);
            }
            throw new IptablesException("read the " + table + ": " + IptablesPrograms.words(saved), IptablesPrograms.reason(saved));
        }
        try {
            return SavedTable.parse(saved.output(), prefix);
        } catch (IptablesException unreadable) {
            throw new IptablesException("read the " + table + ": " + unreadable.getMessage(), unreadable.reason());
        }
    }

    /** Whether to try again what failed for the lock, from a new look; tells whom it waits for. */
    public boolean waitsOn() {
        return patience.again();
    }

    /**
     * Carries out the whole input or nothing of it. Waits for the lock of the legacy backend for a second.
     *
     * @throws IptablesException with the program's own words and the line that it names
     */
    public void restore(TableRef table, RestoreInput input) {
        if (patience.isHopeless()) {
            throw new IptablesException(patience.givenUp(), IptablesException.Reason.LOCKED);
        }
        Finished restored = programs.run(table, "restore", input.toString(), "--noflush", "-w", LOCK_WAIT);
        if (!restored.succeeded()) {
            if (IptablesPrograms.reason(restored) == IptablesException.Reason.LOCKED) {
                throw new IptablesException(patience.givenUp(), IptablesException.Reason.LOCKED);
            }
            String line = input.line(failedLine(IptablesPrograms.words(restored)));
            throw new IptablesException(IptablesPrograms.words(restored) + (line.isEmpty() ? "" : ": " + line), IptablesPrograms.reason(restored));
        }
    }

    /** Both backends write {@code line 5 failed} or {@code line: 5}; 0 if neither is there. */
    private static int failedLine(String words) {
        int at = words.indexOf("line");
        int digit = at + 4;
        while (at >= 0 && digit < words.length() && (words.charAt(digit) == ' ' || words.charAt(digit) == ':')) {
            digit++;
        }
        int number = 0;
        for (int i = digit; at >= 0 && i < words.length() && Character.isDigit(words.charAt(i)) && number < 1_000_000; i++) {
            number = number * 10 + words.charAt(i) - '0';
        }
        return number;
    }
}
