package topo.kernel.cgroup;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import topo.kernel.Errno;

/**
 * The kernel refused to read, write, make or remove something in a cgroup hierarchy. The message is {@code OPERATION: ERRNO: WORDS}
 * and, where there is one, the way out. Java hands on the words of strerror(3) only; where they are not the English ones the errno is
 * {@link Errno#UNKNOWN}, so that nothing but messages may depend on it.
 */
public final class CgroupException extends RuntimeException {
    private final String operation;
    private final Errno errno;
    private final String words;

    private CgroupException(String operation, Errno errno, String words, String hint, Throwable cause) {
        super(operation + ": " + (errno == Errno.UNKNOWN ? "" : errno.name() + ": ") + words + (hint.isEmpty() ? "" : "; " + hint), cause);
        this.operation = operation;
        this.errno = errno;
        this.words = words;
    }

    static CgroupException of(String operation, IOException failure) {
        String words = words(failure);
        return new CgroupException(operation, errno(words), words, "", failure);
    }

    /** A failure that the kernel has no words for. */
    static CgroupException because(String operation, String reason) {
        return new CgroupException(operation, Errno.UNKNOWN, reason, "", null);
    }

    /** The same failure with the way out appended. */
    public CgroupException withHint(String hint) {
        return new CgroupException(operation, errno, words, hint, getCause());
    }

    public Errno errno() {
        return errno;
    }

    private static String words(IOException failure) {
        if (failure instanceof NoSuchFileException) {
            return Errno.ENOENT.words();
        } else if (failure instanceof AccessDeniedException) {
            return Errno.EACCES.words();
        } else if (failure instanceof FileAlreadyExistsException) {
            return Errno.EEXIST.words();
        } else if (failure instanceof FileSystemException named && named.getReason() != null) {
            return named.getReason();
        }
        return failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
    }

    private static Errno errno(String words) {
        for (Errno errno : Errno.values()) {
            if (errno.words().equals(words)) {
                return errno;
            }
        }
        return Errno.UNKNOWN;
    }
}
