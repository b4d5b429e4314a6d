package topo.proof;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.CopyOption;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileAttributeView;
import java.util.Set;
import topo.forwarding.ForwardingProvider;

/** What {@link WatchedFiles} does with files. */
final class WatchedProvider extends ForwardingProvider {
    private final Watch watch;

    WatchedProvider(WatchedFiles files, Watch watch) {
        super(files);
        this.watch = watch;
    }

    @Override
    public FileChannel newFileChannel(Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes) throws IOException {
        boolean creates = options.contains(StandardOpenOption.CREATE_NEW)
                || options.contains(StandardOpenOption.CREATE) && !Files.exists(path, LinkOption.NOFOLLOW_LINKS);
        boolean cuts = options.contains(StandardOpenOption.TRUNCATE_EXISTING);
        FileChannel channel = creates || cuts
                ? watch.write("create " + path, () -> super.newFileChannel(path, options, attributes))
                : super.newFileChannel(path, options, attributes);
        boolean writes = options.contains(StandardOpenOption.WRITE) || options.contains(StandardOpenOption.APPEND);
        return writes ? new WatchedChannel(channel, path.toString(), watch) : channel;
    }

    @Override
    public void createDirectory(Path folder, FileAttribute<?>... attributes) throws IOException {
        watch.write("make the folder " + folder, () -> {
            super.createDirectory(folder, attributes);
            return null;
        });
    }

    @Override
    public void createLink(Path link, Path existing) throws IOException {
        watch.write("link " + link, () -> {
            super.createLink(link, existing);
            return null;
        });
    }

    @Override
    public void delete(Path path) throws IOException {
        watch.write("delete " + path, () -> {
            super.delete(path);
            return null;
        });
    }

    /** Deleting what is not there writes nothing. */
    @Override
    public boolean deleteIfExists(Path path) throws IOException {
        if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            return false;
        }
        delete(path);
        return true;
    }

    @Override
    public void move(Path source, Path target, CopyOption... options) throws IOException {
        watch.write("rename " + source + " to " + target, () -> {
            super.move(source, target, options);
            return null;
        });
    }

    @Override
    public void copy(Path source, Path target, CopyOption... options) {
        throw new UnsupportedOperationException("topo copies no files");
    }

    @Override
    public void setAttribute(Path path, String attribute, Object value, LinkOption... options) throws IOException {
        watch.write("set " + attribute + " of " + path, () -> {
            super.setAttribute(path, attribute, value, options);
            return null;
        });
    }

    /** Views can write; topo reads attributes without them. */
    @Override
    public <V extends FileAttributeView> V getFileAttributeView(Path path, Class<V> type, LinkOption... options) {
        throw new UnsupportedOperationException("a view of " + path);
    }
}
