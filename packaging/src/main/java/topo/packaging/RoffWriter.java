package topo.packaging;

import java.util.Locale;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.BulletList;
import org.commonmark.node.Code;
import org.commonmark.node.Emphasis;
import org.commonmark.node.FencedCodeBlock;
import org.commonmark.node.HardLineBreak;
import org.commonmark.node.Heading;
import org.commonmark.node.ListItem;
import org.commonmark.node.Paragraph;
import org.commonmark.node.SoftLineBreak;
import org.commonmark.node.StrongEmphasis;
import org.commonmark.node.Text;

/** Writes what the pages of {@code docs/} are made of as roff with the man macros (man(7), groff_char(7)). */
final class RoffWriter extends AbstractVisitor {
    private final StringBuilder out = new StringBuilder();
    private boolean inItem;

    RoffWriter(String title, String section, String source) {
        out.append(".TH ").append(title).append(' ').append(section).append(" \"\" \"").append(source).append("\"\n");
    }

    String text() {
        return out.toString();
    }

    /** The page's own title stands in its head already. */
    @Override
    public void visit(Heading heading) {
        if (heading.getLevel() > 1) {
            macro(heading.getLevel() == 2 ? "SH" : "SS");
            int start = out.length() + 1;
            out.append(' ');
            visitChildren(heading);
            if (heading.getLevel() == 2) {
                String title = out.substring(start).toUpperCase(Locale.ROOT);
                out.setLength(start);
                out.append(title);
            }
            out.append('\n');
        }
    }

    @Override
    public void visit(Paragraph paragraph) {
        if (!inItem) {
            macro("PP");
            out.append('\n');
        }
        inItem = false;
        visitChildren(paragraph);
        out.append('\n');
    }

    @Override
    public void visit(BulletList list) {
        visitChildren(list);
    }

    @Override
    public void visit(ListItem item) {
        macro("IP");
        out.append(" \\(bu 2\n");
        inItem = true;
        visitChildren(item);
        inItem = false;
    }

    @Override
    public void visit(FencedCodeBlock block) {
        out.append(".PP\n.in +4n\n.EX\n");
        for (String line : block.getLiteral().split("\n")) {
            out.append(Roff.line(line)).append('\n');
        }
        out.append(".EE\n.in\n");
    }

    @Override
    public void visit(Text text) {
        String escaped = Roff.escape(text.getLiteral());
        out.append(atLineStart() ? Roff.guard(escaped) : escaped);
    }

    @Override
    public void visit(Code code) {
        out.append("\\fB").append(Roff.escape(code.getLiteral())).append("\\fR");
    }

    @Override
    public void visit(Emphasis emphasis) {
        out.append("\\fI");
        visitChildren(emphasis);
        out.append("\\fR");
    }

    @Override
    public void visit(StrongEmphasis strong) {
        out.append("\\fB");
        visitChildren(strong);
        out.append("\\fR");
    }

    @Override
    public void visit(SoftLineBreak lineBreak) {
        out.append('\n');
    }

    @Override
    public void visit(HardLineBreak lineBreak) {
        out.append("\n.br\n");
    }

    private void macro(String name) {
        out.append('.').append(name);
    }

    private boolean atLineStart() {
        return out.charAt(out.length() - 1) == '\n';
    }
}
