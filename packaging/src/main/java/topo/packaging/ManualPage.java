package topo.packaging;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.commonmark.parser.Parser;

/** Turns a page of {@code docs/} into a manual page: {@code ManualPage TITLE SECTION VERSION MARKDOWN ROFF}. */
public final class ManualPage {
    private ManualPage() {}

    public static void main(String[] words) throws IOException {
        RoffWriter writer = new RoffWriter(words[0], words[1], "topo " + words[2]);
        Parser.builder().build().parse(Files.readString(Path.of(words[3]))).accept(writer);
        Path to = Path.of(words[4]);
        Files.createDirectories(to.getParent());
        Files.writeString(to, writer.text());
    }
}
