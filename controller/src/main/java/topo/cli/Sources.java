package topo.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import topo.api.Topology;
import topo.api.yaml.Kind;
import topo.api.yaml.Source;
import topo.api.yaml.TopologyReader;

/** The documents that a command line names: files, folders, and {@code -} for standard input. */
final class Sources {
    static final String STANDARD_INPUT = "-";
    static final Option MAX_SIZE = Option.valued("--max-size", "SIZE", "Read files of up to this size; 4M if left out.");
    static final String PARAGRAPH = "A folder stands for its *.yaml and *.yml files in the order of their names, without those of the"
            + " folders in it; \"-\" stands for standard input.";

    private final InputStream in;
    private final long most;
    private final Optional<List<Source>> already;

    /**
     * @param most bytes of one file
     * @param already what these documents are, where they were read before
     */
    Sources(InputStream in, long most, Optional<List<Source>> already) {
        this.in = in;
        this.most = most;
        this.already = already;
    }

    static Sources of(World world, Arguments arguments) {
        return new Sources(world.in(), arguments.bytes(MAX_SIZE.name(), Source.MOST_BYTES), world.platform().read());
    }

    /** @throws topo.api.yaml.BadDocumentException with every problem of every file */
    List<Topology> topologies(List<String> names, List<Kind<?>> kinds) {
        return new TopologyReader(kinds).read(read(names));
    }

    /** What cannot be read is a source that says so, so that it is reported along with the problems of the others. */
    List<Source> read(List<String> names) {
        if (already.isPresent()) {
            return already.get();
        }
        List<Source> sources = new ArrayList<>();
        boolean inputRead = false;
        for (String name : names) {
            if (!name.equals(STANDARD_INPUT)) {
                addPath(sources, name);
            } else if (!inputRead) {
                inputRead = true;
                sources.add(standardInput());
            } else {
                throw new UsageException("\"-\" is given twice; standard input can be read once");
            }
        }
        return sources;
    }

    private Source standardInput() {
        try {
            return Source.read("(standard input)", in, most);
        } catch (IOException broken) {
            return refused("(standard input)", "cannot be read: " + broken.getMessage());
        }
    }

    private void addPath(List<Source> sources, String name) {
        Path path = Path.of(name);
        if (!Files.isDirectory(path)) {
            sources.add(Source.read(path, most));
            return;
        }
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(path, "*.{yaml,yml}")) {
            for (Path file : all) {
                if (!Files.isDirectory(file)) {
                    files.add(file);
                }
            }
        } catch (IOException unreadable) {
            sources.add(refused(name, "cannot be read: " + unreadable.getMessage()));
            return;
        }
        if (files.isEmpty()) {
            sources.add(refused(name, "has no *.yaml or *.yml files"));
        }
        Collections.sort(files);
        for (Path file : files) {
            sources.add(Source.read(file, most));
        }
    }

    private static Source refused(String name, String why) {
        return new Source(name, new byte[0], why);
    }
}
