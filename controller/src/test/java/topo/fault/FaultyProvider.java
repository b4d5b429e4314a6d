package topo.fault;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.AccessMode;
import java.nio.file.CopyOption;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileStore;
import java.nio.file.FileSystemException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.util.Map;
import java.util.Set;
import topo.forwarding.ForwardingProvider;
import topo.kernel.Errno;

/** What is done with the paths of {@link FaultyFiles}: {@code look}, {@code list}, {@code openFile}, {@code create} and {@code remove} may go wrong. */
final class FaultyProvider extends ForwardingProvider {
    private final Script script;

    FaultyProvider(FaultyFiles files, Script script) {
        super(files);
        this.script = script;
    }

    private void may(String operation, Path path) throws IOException {
        Fault fault = script.at(operation);
        if (fault != null) {
            throw exception(path.toString(), fault.errno());
        }
    }

    /** As the JDK makes it of an error number (sun.nio.fs.UnixException). */
    static IOException exception(String path, Errno errno) {
        return switch (errno) {
            case EACCES -> new AccessDeniedException(path);
            case ENOENT -> new NoSuchFileException(path);
            default -> new FileSystemException(path, null, errno.words());
        };
    }

    @Override
    public FileChannel newFileChannel(Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes) throws IOException {
        boolean writes = options.contains(StandardOpenOption.WRITE) || options.contains(StandardOpenOption.APPEND);
        may(writes ? "create" : "openFile", path);
        // Half a write is a thing of disks; the files of the kernel take all of it or nothing.
        boolean onDisk = !path.startsWith("/proc") && !path.startsWith("/sys");
        return new FaultyChannel(super.newFileChannel(path, options, attributes), script, onDisk ? "write" : "set");
    }

    @Override
    public DirectoryStream<Path> newDirectoryStream(Path folder, DirectoryStream.Filter<? super Path> filter) throws IOException {
        may("list", folder);
        return super.newDirectoryStream(folder, filter);
    }

    @Override
    protected void beforeEntry(Path folder) {
        Fault fault = script.at("entry");
        if (fault != null) {
            throw new DirectoryIteratorException(exception(folder.toString(), fault.errno()));
        }
    }

    @Override
    public void createDirectory(Path folder, FileAttribute<?>... attributes) throws IOException {
        may("create", folder);
        super.createDirectory(folder, attributes);
    }

    @Override
    public void createLink(Path link, Path existing) throws IOException {
        may("create", link);
        super.createLink(link, existing);
    }

    @Override
    public Path readSymbolicLink(Path link) throws IOException {
        may("look", link);
        return super.readSymbolicLink(link);
    }

    @Override
    public void delete(Path path) throws IOException {
        may("remove", path);
        super.delete(path);
    }

    @Override
    public void copy(Path source, Path target, CopyOption... options) throws IOException {
        may("create", target);
        super.copy(source, target, options);
    }

    @Override
    public void move(Path source, Path target, CopyOption... options) throws IOException {
        may("create", target);
        super.move(source, target, options);
    }

    @Override
    public FileStore getFileStore(Path path) throws IOException {
        may("look", path);
        return super.getFileStore(path);
    }

    @Override
    public void checkAccess(Path path, AccessMode... modes) throws IOException {
        may("look", path);
        super.checkAccess(path, modes);
    }

    @Override
    public <A extends BasicFileAttributes> A readAttributes(Path path, Class<A> type, LinkOption... options) throws IOException {
        may("look", path);
        return super.readAttributes(path, type, options);
    }

    @Override
    public Map<String, Object> readAttributes(Path path, String attributes, LinkOption... options) throws IOException {
        may("look", path);
        return super.readAttributes(path, attributes, options);
    }

    @Override
    public void setAttribute(Path path, String attribute, Object value, LinkOption... options) throws IOException {
        may("create", path);
        super.setAttribute(path, attribute, value, options);
    }
}
