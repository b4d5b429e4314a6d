package topo.api;

/** One field of a resource as plans, {@code get} and {@code describe} show it. A field that is not set is left out, not null. */
public record Field(String name, Object value) {}
