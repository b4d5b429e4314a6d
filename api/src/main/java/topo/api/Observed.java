package topo.api;

/**
 * One thing that the kernel has. {@code value} is null when it has the name of something wanted but is of another sort, which no
 * change can turn into the wanted one; {@code what} then says what it is ({@code "a dummy link"}).
 */
public record Observed<R extends Resource>(Owner owner, R value, String what) {

    public static <R extends Resource> Observed<R> ours(R value) {
        return new Observed<>(Owner.OURS, value, "");
    }

    public boolean isOurs() {
        return owner instanceof Owner.Ours;
    }
}
