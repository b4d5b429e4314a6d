package topo.kernel;

/** The C library as topo calls it, for tests that put something between the two. */
public final class SystemLibC {
    private SystemLibC() {}

    public static LibC open() {
        return new JffiLibC();
    }
}
