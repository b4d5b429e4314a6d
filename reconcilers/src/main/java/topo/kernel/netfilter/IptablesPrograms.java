package topo.kernel.netfilter;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import topo.api.net.NetnsName;
import topo.kernel.Namespaces;
import topo.kernel.process.Command;
import topo.kernel.process.Finished;
import topo.kernel.process.MissingProgramException;
import topo.kernel.process.ProcessException;
import topo.kernel.process.Processes;

/** The programs of iptables, run in any namespace, and what they mean by how they end. Any thread may call it that is in the host's. */
final class IptablesPrograms {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final Processes processes;
    private final Namespaces namespaces;

    IptablesPrograms(Processes processes, Namespaces namespaces) {
        this.processes = processes;
        this.namespaces = namespaces;
    }

    /** The names that a namespace may have, without the host's own. */
    Set<NetnsName> namespaces() {
        return namespaces.list();
    }

    /** Whether there is a namespace of this name; a file that none is mounted on does not count. */
    boolean exists(NetnsName netns) {
        return netns.isHost() || namespaces.isMounted(netns);
    }

    /** {@code verb}: save or restore. */
    boolean isInstalled(Backend backend, IpFamily family, String verb) {
        return processes.find(backend.program(family, verb)).isPresent();
    }

    /** The file that the program's name leads to, which is another one once the system's backend has been switched; else the name. */
    String behind(Backend backend, IpFamily family, String verb) {
        String name = backend.program(family, verb);
        try {
            return Path.of(processes.find(name).orElse(name)).toRealPath().toString();
        } catch (IOException gone) {
            return name;
        }
    }

    /** @throws IptablesException if it cannot be run to its end; whatever status it ends with is a result */
    Finished run(TableRef table, String verb, String input, String... options) {
        List<String> arguments = inside(table.netns());
        arguments.add(program(table.backend().program(table.family(), verb), "iptables"));
        arguments.addAll(List.of(options));
        try {
            return processes.run(new Command(arguments, input, LIMIT));
        } catch (ProcessException failed) {
            throw new IptablesException((verb.equals("save") ? "read" : "change") + " the " + table + ": " + failed.getMessage(),
                    IptablesException.Reason.BUSY);
        }
    }

    /** Status 4 is the lock for the legacy backend but any refused rule for the nft backend, so only the words tell. */
    static IptablesException.Reason reason(Finished finished) {
        return finished.wasKilled() ? IptablesException.Reason.KILLED
                : finished.errors().contains("xtables lock") ? IptablesException.Reason.LOCKED : IptablesException.Reason.REFUSED;
    }

    private List<String> inside(NetnsName netns) {
        List<String> arguments = new ArrayList<>();
        if (!netns.isHost()) {
            arguments.add(program("nsenter", "util-linux"));
            arguments.add("--net=" + namespaces.file(netns));
            arguments.add("--");
        }
        return arguments;
    }

    private String program(String name, String debianPackage) {
        return processes.find(name).orElseThrow(
                () -> new MissingProgramException(name + " is not installed (apt-get install " + debianPackage + ")"));
    }

    /** What a program said, on one line and without its hint at --help. */
    static String words(Finished finished) {
        if (finished.wasKilled()) {
            return "killed by signal " + (finished.status() - 128);
        }
        StringBuilder words = new StringBuilder();
        for (String line : (finished.errors().isBlank() ? finished.output() : finished.errors()).split("\n")) {
            String text = line.strip();
            if (!text.isEmpty() && !text.startsWith("Try `") && !text.startsWith("# Warning") && words.length() < 1000) {
                words.append(words.isEmpty() ? "" : words.charAt(words.length() - 1) == ':' ? " " : "; ").append(text);
            }
        }
        return words.isEmpty() ? "exit status " + finished.status() + " without a word" : words.toString();
    }
}
