package topo.reconcilers.nat;

/** The interface that packets come in or go out by, or any but that one. Its name may be {@code @default-route}. */
public record InterfaceMatch(String name, boolean negated) {
    static final String DEFAULT_ROUTE = "@default-route";

    public boolean isDefaultRoute() {
        return name.equals(DEFAULT_ROUTE);
    }

    @Override
    public String toString() {
        return negated ? "!" + name : name;
    }
}
