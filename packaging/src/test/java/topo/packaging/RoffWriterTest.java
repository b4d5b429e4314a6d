package topo.packaging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.commonmark.parser.Parser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RoffWriterTest {
    private static final String HEAD = ".TH TOPO 1 \"\" \"topo 1.2\"\n";

    @TempDir
    Path folder;

    private static String roff(String markdown) {
        RoffWriter writer = new RoffWriter("TOPO", "1", "topo 1.2");
        Parser.builder().build().parse(markdown).accept(writer);
        String text = writer.text();
        assertTrue(text.startsWith(HEAD), text);
        return text.substring(HEAD.length());
    }

    @Test
    void headingsAreSections() {
        assertEquals(".SH SEE ALSO\n.SS topo apply\n", roff("# topo\n\n## See also\n\n### topo apply\n"));
    }

    @Test
    void paragraphsKeepTheirEmphasis() {
        assertEquals(".PP\nRead \\fBtopo.yaml\\fR(5), \\fIFILE\\fR\nand \\fB\\-o\\fR.\n", roff("Read **topo.yaml**(5), *FILE*\nand `-o`.\n"));
    }

    @Test
    void listsHaveBullets() {
        assertEquals(".IP \\(bu 2\none\n.IP \\(bu 2\ntwo\n", roff("- one\n- two\n"));
        assertEquals(".IP \\(bu 2\none\nmore\n.PP\nafter\n", roff("- one\n  more\n\nafter\n"));
    }

    @Test
    void codeStandsAsItIs() {
        assertEquals(".PP\n.in +4n\n.EX\n  a: \\(ti\\e\n\\&.b\n.EE\n.in\n", roff("```yaml\n  a: ~\\\n.b\n```\n"));
    }

    /** roff takes "." and "'" at the start of a line for a request, and "\" for an escape anywhere. */
    @Test
    void nothingOfTheTextIsARequest() {
        assertEquals(".PP\n\\&.SH no\n\\&'br\na\\eb \\(ha \\(ga \\-\n", roff(".SH no\n'br\na\\\\b ^ \\` -\n"));
        assertEquals(".PP\n\\fB.conf\\fR files\n", roff("`.conf` files\n"));
    }

    @Test
    void writesAFile() throws IOException {
        Path markdown = Files.writeString(folder.resolve("page.md"), "# page\n\n## Name\n\npage - tells\n");
        Path to = folder.resolve("made/page.5");
        ManualPage.main(new String[] {"PAGE", "5", "1.2", markdown.toString(), to.toString()});
        assertEquals(".TH PAGE 5 \"\" \"topo 1.2\"\n.SH NAME\n.PP\npage \\- tells\n", Files.readString(to));
        assertFalse(Files.readString(to).contains("#"));
    }
}
