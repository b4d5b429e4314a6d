package topo.api.yaml;

/** A single value as its text; {@code quoted} tells {@code "yes"} from {@code yes}. */
public record YamlScalar(Place place, String text, boolean quoted) implements YamlNode {

    /** An unquoted nothing, {@code ~} or {@code null}. */
    public boolean isNull() {
        return !quoted && (text.isEmpty() || text.equals("~") || text.equals("null"));
    }

    @Override
    public String asText() {
        if (isNull()) {
            throw new IllegalArgumentException("has no value");
        }
        return text;
    }

    @Override
    public String describe() {
        return isNull() ? "nothing" : "\"" + Problems.printable(text, 40) + "\"";
    }
}
