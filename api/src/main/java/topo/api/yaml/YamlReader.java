package topo.api.yaml;

import java.util.ArrayList;
import java.util.List;
import org.snakeyaml.engine.v2.events.DocumentEndEvent;
import org.snakeyaml.engine.v2.events.DocumentStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import topo.api.yaml.YamlNode.Place;

/**
 * Turns the text of a file into nodes. Works on the parser's events and never on its object model, so that no tag, number or
 * alias of a hostile file is ever evaluated.
 */
final class YamlReader {
    private final Limits limits;

    YamlReader(Limits limits) {
        this.limits = limits;
    }

    /**
     * The documents of a text in its order, without empty ones. Where reading had to stop, for a syntax error or a limit, those before
     * it; every problem is recorded.
     */
    List<YamlDocument> read(String text, Problems problems) {
        List<YamlDocument> documents = new ArrayList<>();
        Cut cut = new Cut(text);
        try {
            EventSource events = new EventSource(text, problems);
            Composer composer = new Composer(events, problems, limits);
            int count = 0;
            for (Event event = events.next(); event.getEventId() != Event.ID.StreamEnd; event = events.next()) {
                if (event instanceof DocumentStartEvent) {
                    if (++count > limits.documents()) {
                        problems.add(new Place(problems, "", 0, 0), "more than " + limits.documents() + " documents in a file");
                        return documents;
                    }
                    YamlNode root = composer.document();
                    DocumentEndEvent end = (DocumentEndEvent) events.next();
                    String source = cut.upTo(end.getEndMark().orElseThrow().getIndex());
                    if (!(root instanceof YamlScalar scalar && scalar.isNull())) {
                        documents.add(new YamlDocument(root, source));
                    }
                }
            }
            if (documents.isEmpty()) {
                problems.add(new Place(problems, "", 0, 0), "there is no document in it");
            }
            cut.restTo(documents);
        } catch (EventSource.Stop stopped) {
            return documents;
        }
        return documents;
    }

    /**
     * Cuts a text into its documents. One starts where the one before it ends, so that its directives, its {@code ---} and the comments
     * above it are its own.
     */
    private static final class Cut {
        private final String text;
        private final boolean pairs;
        private int points;
        private int at;

        Cut(String text) {
            this.text = text;
            this.pairs = text.codePointCount(0, text.length()) < text.length();
        }

        /** The next document; {@code end} counts code points from the start of the text. */
        String upTo(int end) {
            int from = at;
            at = pairs ? text.offsetByCodePoints(at, end - points) : end;
            points = end;
            return text.substring(from, at);
        }

        /** The only document of a file keeps what follows it too. */
        void restTo(List<YamlDocument> documents) {
            if (documents.size() == 1) {
                documents.set(0, new YamlDocument(documents.get(0).root(), text));
            }
        }
    }
}
