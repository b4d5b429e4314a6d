package topo.kernel;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

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

    /** Of a refusal by way of java.nio, which keeps the words of strerror(3) and drops the number; of two errors it keeps its own type only. */
    public static KernelException of(String operation, IOException refused) {
        if (refused instanceof NoSuchFileException) {
            return new KernelException(operation, Errno.ENOENT.number());
        } else if (refused instanceof AccessDeniedException) {
            return new KernelException(operation, Errno.EACCES.number());
        }
        String words = refused instanceof FileSystemException named ? named.getReason() : refused.getMessage();
        for (Errno errno : Errno.values()) {
            if (errno.words().equals(words)) {
                return new KernelException(operation, errno.number());
            }
        }
        return new KernelException(operation, Errno.EIO.number(), String.valueOf(words));
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
