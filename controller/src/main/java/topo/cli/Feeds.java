package topo.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import topo.api.SurroundingsException;
import topo.api.yaml.Source;
import topo.git.GitAddress;
import topo.git.GitFeed;
import topo.git.GitSecrets;
import topo.trigger.Feed;
import topo.trigger.SourceFolder;

/** Where the controller takes topologies from, as its command line says. */
final class Feeds {
    private static final Option SOURCE = Option.valued("--source", "dir:FOLDER|git:URL#BRANCH:FOLDER",
            "Apply the *.yaml and *.yml files of this folder, of this host or of a repository, and again whenever one changes. May be given"
                    + " several times.");
    private static final Option INTERVAL = Option.valued("--interval", "TIME",
            "How often repositories are asked for a new commit, give or take a tenth; every 60s if left out.");
    private static final Option CREDENTIALS = Option.valued("--git-credentials", "FILE",
            "User names and passwords for https, one URL a line as git-credential-store keeps them: https://user:password@host.");
    private static final Option KEY = Option.valued("--ssh-key", "FILE", "The private key for ssh, without a passphrase.");
    private static final Option KNOWN_HOSTS = Option.valued("--known-hosts", "FILE",
            "The host keys for ssh; /etc/ssh/ssh_known_hosts if left out. A host that is not in it is refused.");
    static final List<Option> OPTIONS = List.of(SOURCE, INTERVAL, CREDENTIALS, KEY, KNOWN_HOSTS);
    static final String PARAGRAPH = "The URL of a repository is https://..., ssh://..., user@host:path or file:///...; FOLDER may be"
            + " left out for its root. The newest commit of the branch counts, also when the branch was written anew; symbolic links,"
            + " submodules and filters of the repository do nothing. What was read last goes on while a server does not answer. The files with credentials"
            + " must be root's and readable by nobody else; they are read again at each fetch.";

    private static final String FOLDER = "dir:";
    private static final String REPOSITORY = "git:";
    private static final String KNOWN_HOSTS_FILE = "/etc/ssh/ssh_known_hosts";
    private static final long STANDARD_INTERVAL = 60_000;
    private static final long LEAST_INTERVAL = 1_000;

    private final World world;
    private final Arguments arguments;
    private final long mostBytes;

    Feeds(World world, Arguments arguments) {
        this.world = world;
        this.arguments = arguments;
        this.mostBytes = arguments.bytes(Sources.MAX_SIZE.name(), Source.MOST_BYTES);
    }

    /** Each once, in the order in which they were given. Nothing is fetched yet. */
    List<Feed> open() {
        List<Feed> feeds = new ArrayList<>();
        List<String> names = new ArrayList<>();
        for (String source : arguments.all(SOURCE.name())) {
            Feed feed = feed(source);
            if (!names.contains(feed.name())) {
                names.add(feed.name());
                feeds.add(feed);
            }
        }
        return feeds;
    }

    private Feed feed(String source) {
        if (source.startsWith(FOLDER)) {
            return folder(source.substring(FOLDER.length()));
        } else if (source.startsWith(REPOSITORY)) {
            return repository(source);
        }
        throw new UsageException("the option --source is dir:FOLDER or git:URL#BRANCH:FOLDER; found \"" + source + "\"");
    }

    private Feed folder(String name) {
        Path folder = Path.of(name).toAbsolutePath().normalize();
        if (!Files.isDirectory(folder)) {
            throw new SurroundingsException("read the source folder " + folder + ": ENOENT: No such folder");
        }
        return new SourceFolder(folder, mostBytes, world.clock());
    }

    private Feed repository(String source) {
        long interval = arguments.millis(INTERVAL.name(), STANDARD_INTERVAL);
        if (interval < LEAST_INTERVAL) {
            throw new UsageException("the option --interval is at least 1s; found \"" + arguments.text(INTERVAL.name(), "") + "\"");
        }
        GitAddress address;
        try {
            address = GitAddress.parse(source.substring(REPOSITORY.length()));
        } catch (IllegalArgumentException wrong) {
            throw new UsageException("the option --source: \"" + source + "\": " + wrong.getMessage());
        }
        GitFeed.Rhythm rhythm = new GitFeed.Rhythm(interval, world.clock(), () -> ThreadLocalRandom.current().nextDouble());
        return new GitFeed(address, secrets(), mostBytes, world.places().state().resolve("sources"), rhythm);
    }

    private GitSecrets secrets() {
        Path known = Path.of(arguments.text(KNOWN_HOSTS.name(), KNOWN_HOSTS_FILE)).toAbsolutePath();
        boolean named = !arguments.text(KNOWN_HOSTS.name(), "").isEmpty();
        GitSecrets secrets = new GitSecrets(file(CREDENTIALS), file(KEY), named || Files.exists(known) ? known : null);
        secrets.check();
        return secrets;
    }

    /** Null if it was not given. */
    private Path file(Option option) {
        String name = arguments.text(option.name(), "");
        return name.isEmpty() ? null : Path.of(name).toAbsolutePath();
    }
}
