package topo.api;

/**
 * One document: one unit of ownership. {@code source} is the document's own text, which reads as the same topology again.
 */
public record Topology(String name, String description, Heal heal, Resources resources, String source) {

    /** What the controller does on drift. */
    public enum Heal { ENFORCE, REPORT, OFF }

    public Mark mark() {
        return new Mark(name);
    }
}
