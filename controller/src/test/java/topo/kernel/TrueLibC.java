package topo.kernel;

/** The C library of this process, for shims of tests in other packages to stand before. */
public final class TrueLibC {
    private TrueLibC() {}

    public static LibC open() {
        return new JffiLibC();
    }
}
