package topo.api.yaml;

import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;

/** A parser's error in plain words. The common mistakes have words of their own; of the others the parser's are kept. */
final class SyntaxWords {
    private SyntaxWords() {}

    static String of(MarkedYamlEngineException wrong) {
        String context = wrong.getContext() == null ? "" : wrong.getContext();
        String problem = wrong.getProblem() == null ? context : wrong.getProblem();
        String since = wrong.getContextMark().isEmpty() ? "" : " that starts in line " + (wrong.getContextMark().get().getLine() + 1);
        String known = known(context, problem, since);
        return known != null ? known : "this is not YAML: " + (context.isBlank() ? "" : context + ": ") + problem;
    }

    private static String known(String context, String problem, String since) {
        if (problem.contains("\\t(TAB)")) {
            return "a tab cannot indent a line; use spaces";
        } else if (problem.contains("cannot start any token")) {
            return "the character " + quoted(problem) + " cannot start a value; put the value in quotes";
        } else if (problem.startsWith("mapping values are not allowed")) {
            return "a \": \" cannot stand here; is the line indented wrongly, or should the value be in quotes?";
        } else if (problem.startsWith("could not find expected ':'")) {
            return "the key" + since + " has no \":\" after it";
        } else if (problem.startsWith("found unexpected end of stream")) {
            return "the quoted text" + since + " is never closed";
        } else if (problem.startsWith("found unexpected document separator")) {
            return "the quoted text" + since + " is not closed before the document ends";
        } else if (problem.startsWith("sequence entries are not allowed")) {
            return "a \"- \" cannot stand here; is the line indented wrongly?";
        } else if (problem.startsWith("found unknown escape character")) {
            return "an unknown escape after \"\\\" in a double-quoted text; in single quotes a \"\\\" means itself";
        }
        return knownOfParser(context, problem, since);
    }

    private static String knownOfParser(String context, String problem, String since) {
        if (problem.startsWith("expected <block end>")) {
            return "this does not fit the " + (context.contains("mapping") ? "mapping" : "list") + since
                    + "; is the line indented wrongly, or a quote or bracket left open before it?";
        } else if (problem.startsWith("expected ',' or ']'")) {
            return "the list" + since + " needs a \",\" or \"]\" here";
        } else if (problem.startsWith("expected ',' or '}'")) {
            return "the mapping" + since + " needs a \",\" or \"}\" here";
        } else if (problem.startsWith("expected the node content")) {
            return "a value is missing here";
        } else if (problem.startsWith("expected '<document start>'")) {
            return "only one value can be outermost; is the line indented wrongly, or a \"---\" missing?";
        } else if (problem.startsWith("found undefined tag handle")) {
            return "tags are not allowed; put a value that starts with \"!\" in quotes";
        }
        return null;
    }

    private static String quoted(String problem) {
        int from = problem.indexOf('\'');
        int to = problem.indexOf('\'', from + 1);
        return from < 0 || to < 0 ? "" : "\"" + problem.substring(from + 1, to) + "\"";
    }
}
