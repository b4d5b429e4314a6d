package topo.api.yaml;

import java.util.ArrayList;
import java.util.List;
import topo.api.Topology;

/**
 * Reads files into topologies: each is one whole and right or none is had. Loads nothing native and keeps nothing between calls, so
 * that one reader serves several threads if its kinds do.
 */
public final class TopologyReader {
    private final List<Kind<?>> kinds;

    /** {@code kinds}: every list that {@code spec} may have. */
    public TopologyReader(List<Kind<?>> kinds) {
        this.kinds = List.copyOf(kinds);
    }

    /**
     * The topologies of one file, in its order.
     *
     * @throws BadDocumentException with every problem that was found
     */
    public List<Topology> read(String file, byte[] bytes) {
        return read(List.of(Source.of(file, bytes)));
    }

    /**
     * The topologies of several files, which are to stand side by side on one host: no two of them may have one name or declare one thing.
     *
     * @throws BadDocumentException with every problem of every file
     */
    public List<Topology> read(List<Source> sources) {
        List<Problems> problems = new ArrayList<>();
        List<Draft> drafts = new ArrayList<>();
        for (Source source : sources) {
            problems.add(read(source, drafts));
        }
        Neighbours.check(drafts);
        BadDocumentException.throwIfAny(problems);
        List<Topology> topologies = new ArrayList<>();
        for (Draft draft : drafts) {
            topologies.add(draft.topology());
        }
        return topologies;
    }

    private Problems read(Source source, List<Draft> drafts) {
        String text = SourceText.of(source.bytes());
        Problems problems = new Problems(source.file(), text);
        if (source.refusal() != null) {
            problems.add(0, 0, "", source.refusal());
        } else if (SourceText.check(source.bytes(), text, problems)) {
            YamlReader yaml = new YamlReader(Limits.of(source.bytes().length));
            for (YamlDocument document : yaml.read(text, problems)) {
                Draft draft = new DraftReader(kinds, problems).read(document);
                if (draft != null) {
                    draft.check();
                    drafts.add(draft);
                }
            }
        }
        return problems;
    }
}
