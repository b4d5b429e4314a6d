package topo.cli;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The arguments of this process as the bytes that they are. The JVM decodes them by the locale, and under {@code LANG=C} what is not
 * ASCII is lost, although a program that is run by topo shall get what was typed.
 */
final class RawArguments {
    private final Path file;

    /** {@code file}: {@code /proc/self/cmdline} or a file of its form, each argument ended by a NUL. */
    RawArguments(Path file) {
        this.file = file;
    }

    /** The last arguments of the process, which are those that the JVM decoded to {@code words}. */
    List<byte[]> of(List<String> words) {
        List<byte[]> all = new ArrayList<>();
        try {
            byte[] bytes = Files.readAllBytes(file);
            int start = 0;
            for (int at = 0; at < bytes.length; at++) {
                if (bytes[at] == 0) {
                    all.add(Arrays.copyOfRange(bytes, start, at));
                    start = at + 1;
                }
            }
        } catch (IOException noProc) {
            all.clear();
        }
        if (all.size() <= words.size()) {
            all.clear();
            for (String word : words) {
                all.add(word.getBytes(Charset.defaultCharset()));
            }
        }
        return all.subList(all.size() - words.size(), all.size());
    }
}
