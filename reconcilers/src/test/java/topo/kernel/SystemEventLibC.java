package topo.kernel;

/** The C library that this process runs on, for tests that put something around it. */
public final class SystemEventLibC {
    private SystemEventLibC() {}

    public static EventLibC get() {
        return new JffiEventLibC();
    }
}
