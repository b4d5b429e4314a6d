package topo.store;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a record held at one moment, but for its history: file name to text.
 *
 * @param existed whether there was a record at all
 */
public record RecordCopy(boolean existed, Map<String, String> files) {
    public RecordCopy {
        files = Map.copyOf(files);
    }

    static RecordCopy of(RecordFolder folder, Versions versions) {
        List<Path> present = all(folder, versions);
        Map<String, String> texts = new HashMap<>();
        for (Path file : present) {
            DurableFiles.read(file).ifPresent(text -> texts.put(file.getFileName().toString(), text));
        }
        return new RecordCopy(folder.exists(), texts);
    }

    private static List<Path> all(RecordFolder folder, Versions versions) {
        List<Path> all = new ArrayList<>(versions.previousFiles());
        for (String one : List.of(RecordFolder.WANTED, RecordFolder.META, RecordFolder.MEMORY, Inventory.NAME)) {
            all.add(folder.file(one));
        }
        return all;
    }

    /**
     * Makes the files in the folder be these again. The wanted version comes first: cut short, the rest still says more than there is, which
     * costs a look and loses nothing.
     */
    void restore(RecordFolder folder, Versions versions) {
        write(folder, RecordFolder.WANTED);
        for (String name : files.keySet()) {
            write(folder, name);
        }
        for (Path file : all(folder, versions)) {
            if (!files.containsKey(file.getFileName().toString())) {
                DurableFiles.delete(file);
            }
        }
    }

    private void write(RecordFolder folder, String name) {
        String text = files.get(name);
        Path file = folder.file(name);
        if (text != null && !text.equals(DurableFiles.read(file).orElse(null))) {
            DurableFiles.write(file, text);
        }
    }
}
