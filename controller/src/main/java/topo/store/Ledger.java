package topo.store;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** A topology's memory, and the {@link Inventory} that tells a whole record from one which has lost a file or some of that memory. */
final class Ledger {
    private final RecordFolder folder;
    private final Consumer<String> warn;
    private final FileMemory memory;

    Ledger(RecordFolder folder, Consumer<String> warn) {
        this.folder = folder;
        this.warn = warn;
        this.memory = new FileMemory(folder.file(RecordFolder.MEMORY), warn, this::known);
    }

    FileMemory memory() {
        return memory;
    }

    /** Whether nothing is missing; {@code present} is told the names of the files. */
    boolean isWhole(Predicate<String> present) {
        return Inventory.read(folder.path()).filter(held -> held.isWhole(present)).isPresent();
    }

    /** Notes what there is: the wanted version and these before it. {@code complete}: as {@link Inventory#complete}. */
    void take(boolean complete, List<Path> previous) {
        List<String> files = new ArrayList<>(List.of(RecordFolder.WANTED));
        previous.forEach(file -> files.add(file.getFileName().toString()));
        Aside.keepIfBad(folder.file(Inventory.NAME), text -> Inventory.parse(text).isPresent(), warn);
        new Inventory(complete, folder.bootId(), memory.extent(), memory.hasLost(), files).write(folder.path());
    }

    /** Nothing of the topology is in the kernel any more, so that no file which goes after this is a loss, the memory's neither. */
    void release() {
        new Inventory(true, folder.bootId(), FileMemory.Extent.NONE, false, List.of(RecordFolder.WANTED)).write(folder.path());
    }

    private FileMemory.Known known() {
        Optional<Inventory> inventory = Inventory.read(folder.path());
        Optional<String> boot = inventory.map(Inventory::boot).or(() -> Meta.read(folder).map(Meta::boot));
        FileMemory.Age age = boot.isEmpty() ? FileMemory.Age.UNKNOWN
                : boot.get().equals(folder.bootId()) ? FileMemory.Age.THIS_BOOT : FileMemory.Age.EARLIER_BOOT;
        boolean lost = inventory.map(Inventory::lost).orElse(!folder.isFresh());
        return new FileMemory.Known(folder.exists() ? age : FileMemory.Age.THIS_BOOT,
                inventory.map(Inventory::memory).orElse(FileMemory.Extent.NONE), lost);
    }
}
