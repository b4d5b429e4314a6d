package topo.store;

import java.nio.file.Path;
import java.util.HashMap;
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

    static RecordCopy of(Iterable<Path> present, boolean existed) {
        Map<String, String> texts = new HashMap<>();
        for (Path file : present) {
            DurableFiles.read(file).ifPresent(text -> texts.put(file.getFileName().toString(), text));
        }
        return new RecordCopy(existed, texts);
    }

    /**
     * Makes the files in the folder be these again. The wanted version comes first: cut short, the rest still says more than there is, which
     * costs a look and loses nothing.
     */
    void restore(Path folder, Iterable<Path> present, String first) {
        write(folder, first);
        for (String name : files.keySet()) {
            write(folder, name);
        }
        for (Path file : present) {
            if (!files.containsKey(file.getFileName().toString())) {
                DurableFiles.delete(file);
            }
        }
    }

    private void write(Path folder, String name) {
        String text = files.get(name);
        Path file = folder.resolve(name);
        if (text != null && !text.equals(DurableFiles.read(file).orElse(null))) {
            DurableFiles.write(file, text);
        }
    }
}
