package topo.fault;

import java.io.IOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.AccessMode;
import java.nio.file.CopyOption;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.FileSystemException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.spi.FileSystemProvider;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import topo.kernel.Errno;

/** What is done with the paths of {@link FaultyFiles}: {@code look}, {@code list}, {@code openFile}, {@code create} and {@code remove} may go wrong. */
final class FaultyProvider extends FileSystemProvider {
    private final FaultyFiles files;
    private final FileSystemProvider real;
    private final Script script;

    FaultyProvider(FaultyFiles files, FileSystemProvider real, Script script) {
        this.files = files;
        this.real = real;
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
    public String getScheme() {
        return "faulty";
    }

    @Override
    public FileSystem newFileSystem(URI uri, Map<String, ?> environment) {
        throw new UnsupportedOperationException();
    }

    @Override
    public FileSystem getFileSystem(URI uri) {
        return files;
    }

    @Override
    public Path getPath(URI uri) {
        return new FaultyPath(files, real.getPath(uri));
    }

    @Override
    public SeekableByteChannel newByteChannel(Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes) throws IOException {
        return newFileChannel(path, options, attributes);
    }

    @Override
    public FileChannel newFileChannel(Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes) throws IOException {
        boolean writes = options.contains(StandardOpenOption.WRITE) || options.contains(StandardOpenOption.APPEND);
        may(writes ? "create" : "openFile", path);
        // Half a write is a thing of disks; the files of the kernel take all of it or nothing.
        boolean onDisk = !path.startsWith("/proc") && !path.startsWith("/sys");
        return new FaultyChannel(real.newFileChannel(FaultyPath.real(path), options, attributes), script, onDisk ? "write" : "set");
    }

    @Override
    public DirectoryStream<Path> newDirectoryStream(Path folder, DirectoryStream.Filter<? super Path> filter) throws IOException {
        may("list", folder);
        DirectoryStream<Path> stream = real.newDirectoryStream(FaultyPath.real(folder), path -> filter.accept(new FaultyPath(files, path)));
        Iterator<Path> entries = stream.iterator();
        return new DirectoryStream<>() {
            @Override
            public Iterator<Path> iterator() {
                return new Iterator<>() {
                    @Override
                    public boolean hasNext() {
                        return entries.hasNext();
                    }

                    @Override
                    public Path next() {
                        Fault fault = script.at("entry");
                        if (fault != null) {
                            throw new DirectoryIteratorException(exception(folder.toString(), fault.errno()));
                        }
                        return new FaultyPath(files, entries.next());
                    }
                };
            }

            @Override
            public void close() throws IOException {
                stream.close();
            }
        };
    }

    @Override
    public void createDirectory(Path folder, FileAttribute<?>... attributes) throws IOException {
        may("create", folder);
        real.createDirectory(FaultyPath.real(folder), attributes);
    }

    @Override
    public void createLink(Path link, Path existing) throws IOException {
        may("create", link);
        real.createLink(FaultyPath.real(link), FaultyPath.real(existing));
    }

    @Override
    public Path readSymbolicLink(Path link) throws IOException {
        may("look", link);
        return new FaultyPath(files, real.readSymbolicLink(FaultyPath.real(link)));
    }

    @Override
    public void delete(Path path) throws IOException {
        may("remove", path);
        real.delete(FaultyPath.real(path));
    }

    @Override
    public void copy(Path source, Path target, CopyOption... options) throws IOException {
        may("create", target);
        real.copy(FaultyPath.real(source), FaultyPath.real(target), options);
    }

    @Override
    public void move(Path source, Path target, CopyOption... options) throws IOException {
        may("create", target);
        real.move(FaultyPath.real(source), FaultyPath.real(target), options);
    }

    @Override
    public boolean isSameFile(Path one, Path other) throws IOException {
        return real.isSameFile(FaultyPath.real(one), FaultyPath.real(other));
    }

    @Override
    public boolean isHidden(Path path) throws IOException {
        return real.isHidden(FaultyPath.real(path));
    }

    @Override
    public FileStore getFileStore(Path path) throws IOException {
        may("look", path);
        return real.getFileStore(FaultyPath.real(path));
    }

    @Override
    public void checkAccess(Path path, AccessMode... modes) throws IOException {
        may("look", path);
        real.checkAccess(FaultyPath.real(path), modes);
    }

    @Override
    public <V extends FileAttributeView> V getFileAttributeView(Path path, Class<V> type, LinkOption... options) {
        return real.getFileAttributeView(FaultyPath.real(path), type, options);
    }

    @Override
    public <A extends BasicFileAttributes> A readAttributes(Path path, Class<A> type, LinkOption... options) throws IOException {
        may("look", path);
        return real.readAttributes(FaultyPath.real(path), type, options);
    }

    @Override
    public Map<String, Object> readAttributes(Path path, String attributes, LinkOption... options) throws IOException {
        may("look", path);
        return real.readAttributes(FaultyPath.real(path), attributes, options);
    }

    @Override
    public void setAttribute(Path path, String attribute, Object value, LinkOption... options) throws IOException {
        may("create", path);
        real.setAttribute(FaultyPath.real(path), attribute, value, options);
    }
}
