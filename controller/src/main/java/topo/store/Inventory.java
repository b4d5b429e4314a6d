package topo.store;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * What a topology's folder must hold, as text in a file of its own: a file that is gone leaves no other trace.
 *
 * @param complete whether all is recorded that the topology may have in the kernel; if not, it has to be found by its marks
 * @param boot the kernel's boot id when the memory was written; a sysctl's value of before does not outlive a boot
 * @param memory how much of the memory there was
 * @param lost whether the memory has lost something before
 * @param files their names
 */
record Inventory(boolean complete, String boot, FileMemory.Extent memory, boolean lost, List<String> files) {
    static final String NAME = "inventory";

    private static final String COMPLETE = " complete";
    private static final String INCOMPLETE = " incomplete";
    private static final String LOST = " lost";
    private static final String HEAD = "topo-inventory 1";

    /** Durable once the folder is synced. */
    void write(Path folder) {
        StringBuilder text = new StringBuilder(HEAD + (complete ? COMPLETE : INCOMPLETE) + "\nboot " + boot);
        text.append("\nmemory ").append(memory.length()).append(' ').append(memory.checkSum()).append(lost ? LOST : "");
        files.forEach(file -> text.append('\n').append(file));
        DurableFiles.place(folder.resolve(NAME), Seal.seal(text.toString()));
    }

    /** Empty if there is none, or none that can be believed. It is needed as {@link Content#given} says. */
    static Optional<Inventory> read(Path folder) {
        return Content.given(folder.resolve(NAME)) instanceof Content.Text content ? parse(content.text()) : Optional.empty();
    }

    static Optional<Inventory> parse(String content) {
        String text = Seal.open(content).orElse("");
        String[] lines = text.split("\n", -1);
        boolean lost = lines.length >= 3 && lines[2].endsWith(LOST);
        String[] memory = lines.length < 3 ? new String[0] : lines[2].replace(LOST, "").split(" ");
        if (memory.length != 3 || !lines[0].startsWith(HEAD) || !lines[1].startsWith("boot ")) {
            return Optional.empty();
        }
        FileMemory.Extent extent = new FileMemory.Extent(Integer.parseInt(memory[1]), memory[2]);
        return Optional.of(new Inventory(lines[0].endsWith(COMPLETE), lines[1].substring("boot ".length()), extent, lost,
                new ArrayList<>(List.of(lines).subList(3, lines.length))));
    }

    /** Whether nothing is missing; {@code present} is told the names of the files. */
    boolean isWhole(Predicate<String> present) {
        return complete && files.stream().allMatch(present);
    }
}
