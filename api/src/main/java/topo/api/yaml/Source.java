package topo.api.yaml;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * A file to read: its name as messages show it and its bytes, or, where {@code refusal} is not null, why there are none. A refusal
 * becomes a problem of the file, next to those of the others.
 */
public record Source(String file, byte[] bytes, String refusal) {
    /** The most bytes of a file, unless a flag raises it: 4 MiB. */
    public static final long MOST_BYTES = 4L << 20;

    public static Source of(String file, byte[] bytes) {
        return new Source(file, bytes, null);
    }

    /** Reads a file of at most {@code most} bytes; a larger one is refused without being read. Never throws for what the file is. */
    public static Source read(Path path, long most) {
        String file = path.toString();
        try {
            if (Files.isDirectory(path)) {
                return refused(file, "cannot be read: it is a folder");
            }
            if (Files.isRegularFile(path) && Files.size(path) > most) {
                return tooLarge(file, most);
            }
            try (InputStream in = Files.newInputStream(path)) {
                return read(file, in, most);
            }
        } catch (NoSuchFileException gone) {
            return refused(file, "cannot be read: no such file");
        } catch (FileSystemException wrong) {
            String reason = wrong.getReason() == null ? wrong.getClass().getSimpleName() : wrong.getReason();
            return refused(file, "cannot be read: " + reason);
        } catch (IOException wrong) {
            return refused(file, "cannot be read: " + wrong.getMessage());
        }
    }

    /** Reads a stream to its end, and at most one byte more than {@code most} of it. Does not close it. */
    public static Source read(String file, InputStream in, long most) throws IOException {
        byte[] bytes = in.readNBytes((int) Math.min(most + 1, Integer.MAX_VALUE - 8));
        return bytes.length > most ? tooLarge(file, most) : of(file, bytes);
    }

    private static Source tooLarge(String file, long most) {
        return refused(file, "is larger than the limit of " + most + " bytes; --max-size raises it");
    }

    private static Source refused(String file, String reason) {
        return new Source(file, new byte[0], reason);
    }
}
