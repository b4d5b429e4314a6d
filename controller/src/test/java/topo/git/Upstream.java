package topo.git;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.eclipse.jgit.dircache.DirCache;
import org.eclipse.jgit.dircache.DirCacheBuilder;
import org.eclipse.jgit.dircache.DirCacheEntry;
import org.eclipse.jgit.lib.CommitBuilder;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.RefUpdate;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;

/** A bare repository as somebody else has it, with a branch {@code main} whose commits hold just what a test puts into them. */
public final class Upstream implements AutoCloseable {
    public final Path folder;
    private final Repository repository;
    private final Map<String, Content> files = new TreeMap<>();

    private record Content(FileMode mode, byte[] bytes) {}

    public Upstream(Path folder) {
        OwnSettings.install();
        this.folder = folder;
        try {
            this.repository = new FileRepositoryBuilder().setGitDir(folder.toFile()).setBare().build();
            repository.create(true);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Repository repository() {
        return repository;
    }

    public String url() {
        return "file://" + folder;
    }

    public Upstream put(String path, String text) {
        files.put(path, new Content(FileMode.REGULAR_FILE, text.getBytes(StandardCharsets.UTF_8)));
        return this;
    }

    public Upstream link(String path, String target) {
        files.put(path, new Content(FileMode.SYMLINK, target.getBytes(StandardCharsets.UTF_8)));
        return this;
    }

    public Upstream submodule(String path) {
        files.put(path, new Content(FileMode.GITLINK, null));
        return this;
    }

    public Upstream delete(String path) {
        files.remove(path);
        return this;
    }

    /** The newest commit, on top of the one before; its id. */
    public String commit() {
        return commit(head());
    }

    /** As after {@code git commit --amend} and {@code git push --force}: the one before is no ancestor. */
    public String rewrite() {
        return commit(null);
    }

    private ObjectId head() {
        try {
            return repository.resolve("refs/heads/main");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String commit(ObjectId parent) {
        try (ObjectInserter inserter = repository.newObjectInserter()) {
            CommitBuilder commit = new CommitBuilder();
            commit.setTreeId(tree(inserter));
            commit.setAuthor(new PersonIdent("somebody", "somebody@example.org"));
            commit.setCommitter(commit.getAuthor());
            commit.setMessage("change " + System.nanoTime());
            if (parent != null) {
                commit.setParentId(parent);
            }
            ObjectId id = inserter.insert(commit);
            inserter.flush();
            RefUpdate update = repository.updateRef("refs/heads/main");
            update.setNewObjectId(id);
            update.forceUpdate();
            return id.name();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private ObjectId tree(ObjectInserter inserter) throws IOException {
        DirCache index = DirCache.newInCore();
        DirCacheBuilder builder = index.builder();
        for (Map.Entry<String, Content> file : files.entrySet()) {
            DirCacheEntry entry = new DirCacheEntry(file.getKey());
            entry.setFileMode(file.getValue().mode());
            byte[] bytes = file.getValue().bytes();
            entry.setObjectId(bytes == null ? ObjectId.fromString("1234567890123456789012345678901234567890")
                    : inserter.insert(Constants.OBJ_BLOB, bytes));
            builder.add(entry);
        }
        builder.finish();
        return index.writeTree(inserter);
    }

    @Override
    public void close() {
        repository.close();
    }
}
