package topo.store;

import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;

/**
 * That a topology is left alone for now; a small file beside its record, so that it outlives the controller and the machine's next start.
 *
 * @param since seconds since 1970
 * @param until the same, or 0 until somebody resumes it
 * @param by who asked for it
 */
public record Pause(long since, long until, String by) {
    private static final String NAME = "paused";
    private static final String HEAD = "topo-pause 1\n";
    private static final String END = "end\n";

    public boolean isOver(long now) {
        return until != 0 && now >= until;
    }

    /** Writes it, durably, over an earlier one. {@code folder}: that of the topology's record. */
    public void write(Path folder) {
        StringBuilder who = new StringBuilder();
        by.codePoints().filter(c -> c >= ' ' && c != 0x7f).forEach(who::appendCodePoint);
        DurableFiles.write(folder.resolve(NAME), HEAD + "since " + since + "\nuntil " + until + "\nby " + who + "\n" + END);
    }

    /** Empty if the topology is not paused. A file that cannot be understood still says that somebody wanted it left alone. */
    public static Optional<Pause> read(Path folder) {
        Path file = folder.resolve(NAME);
        return Files.exists(file, LinkOption.NOFOLLOW_LINKS) ? DurableFiles.read(file).map(Pause::parse) : Optional.empty();
    }

    public static void delete(Path folder) {
        DurableFiles.delete(folder.resolve(NAME));
    }

    private static Pause parse(String text) {
        String[] lines = text.split("\n", -1);
        try {
            if (text.startsWith(HEAD) && text.endsWith(END) && lines.length == 6 && lines[3].startsWith("by ")) {
                return new Pause(Long.parseLong(lines[1].substring("since ".length())),
                        Long.parseLong(lines[2].substring("until ".length())),
                        lines[3].substring("by ".length()));
            }
        } catch (NumberFormatException | IndexOutOfBoundsException damaged) {
            return new Pause(0, 0, "unknown");
        }
        return new Pause(0, 0, "unknown");
    }
}
