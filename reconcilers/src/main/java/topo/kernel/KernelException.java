package topo.kernel;

/** The kernel refused a call. The message is {@code OPERATION: ERRNO: WORDS}, the words being the kernel's own where it gave any. */
public class KernelException extends RuntimeException {
    private final Errno errno;
    private final String words;

    public KernelException(String operation, int number, String words) {
        super(operation + ": " + describe(number, words));
        this.errno = Errno.of(number);
        this.words = words;
    }

    public KernelException(String operation, int number) {
        this(operation, number, "");
    }

    public Errno errno() {
        return errno;
    }

    /** The kernel's own sentence (extended acknowledgement), or empty. */
    public String words() {
        return words;
    }

    /** {@code EINVAL: Device is already a bridge port}. */
    public static String describe(int number, String words) {
        Errno errno = Errno.of(number);
        String name = errno == Errno.UNKNOWN ? "errno " + number : errno.name();
        return name + ": " + (words.isEmpty() ? errno.words() : words);
    }
}
