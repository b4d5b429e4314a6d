package topo.kernel;

/** The C library as topo calls it, for shims of tests in other packages to stand before. */
public final class SystemLibC {
    private SystemLibC() {}

    public static LibC open() {
        return new JffiLibC();
    }
}
