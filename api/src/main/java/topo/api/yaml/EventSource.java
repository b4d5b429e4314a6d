package topo.api.yaml;

import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlVersionException;
import org.snakeyaml.engine.v2.parser.ParserImpl;
import org.snakeyaml.engine.v2.scanner.StreamReader;

/** The parse events of a text. What the parser refuses becomes a problem, and {@link Stop}. */
final class EventSource {
    /** The parser copies its window each time that it reads on in the middle of a value: a text up to this long is read in one go. */
    private static final int MOST_AT_ONCE = 8 << 20;

    private final ParserImpl parser;
    private final Problems problems;
    private Event last;

    /** Reading this file cannot go on; its problem is recorded. */
    static final class Stop extends RuntimeException {
        Stop() {
            super(null, null, false, false);
        }
    }

    EventSource(String text, Problems problems) {
        int window = Math.min(text.length() + 2, MOST_AT_ONCE);
        LoadSettings settings = LoadSettings.builder().setCodePointLimit(Integer.MAX_VALUE).setBufferSize(window).build();
        this.parser = new ParserImpl(settings, new StreamReader(settings, text));
        this.problems = problems;
    }

    Event next() {
        try {
            last = parser.next();
            return last;
        } catch (MarkedYamlEngineException wrong) {
            Optional<Mark> mark = wrong.getProblemMark().or(wrong::getContextMark);
            throw stop(mark.orElse(null), SyntaxWords.of(wrong));
        } catch (YamlVersionException wrong) {
            throw stop(lastMark(), "this version of YAML is not known; use %YAML 1.2 or leave the line out");
        } catch (YamlEngineException | IllegalStateException | IndexOutOfBoundsException | IllegalArgumentException wrong) {
            throw stop(lastMark(), "this is not YAML that topo can read: " + wrong.getMessage());
        }
    }

    private Mark lastMark() {
        return last == null ? null : last.getEndMark().orElse(null);
    }

    private Stop stop(Mark mark, String message) {
        problems.add(mark == null ? 1 : mark.getLine() + 1, mark == null ? 1 : mark.getColumn() + 1, "", Problems.printable(message, 400));
        return new Stop();
    }
}
