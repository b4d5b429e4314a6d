package topo.store;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.zip.CRC32;

/**
 * A last line that tells a whole text from a cut or damaged one: {@code # whole: LENGTH CRC32}, a comment in YAML. It finds every single
 * flipped bit and every cut; it is no protection from somebody who may write the file.
 */
final class Seal {
    private static final String START = "\n# whole: ";

    private Seal() {}

    static String seal(String text) {
        return text + START + line(text) + "\n";
    }

    /** The text as it was sealed; empty if the content is not just that. */
    static Optional<String> open(String content) {
        int at = content.lastIndexOf(START);
        if (at < 0) {
            return Optional.empty();
        }
        String text = content.substring(0, at);
        return content.substring(at + START.length()).equals(line(text) + "\n") ? Optional.of(text) : Optional.empty();
    }

    static String checkSum(String text) {
        CRC32 crc = new CRC32();
        crc.update(text.getBytes(StandardCharsets.UTF_8));
        return Long.toHexString(crc.getValue());
    }

    private static String line(String text) {
        return text.length() + " " + checkSum(text);
    }
}
