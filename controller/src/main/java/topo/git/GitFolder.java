package topo.git;

import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.eclipse.jgit.lib.AnyObjectId;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.treewalk.TreeWalk;
import topo.api.yaml.Problems;
import topo.api.yaml.Source;
import topo.trigger.Snapshot;

/**
 * Reads the files of a folder out of a commit, without ever writing them to a disk: so no link of the repository is followed, no filter is
 * run and no submodule entered, and no path leads anywhere.
 */
final class GitFolder {
    private static final int LONGEST_NAME = 200;

    private final GitAddress address;
    private final GitLimits limits;

    GitFolder(GitAddress address, GitLimits limits) {
        this.address = address;
        this.limits = limits;
    }

    /** {@code trouble}: empty unless there is no such folder. */
    record Content(Snapshot snapshot, String trouble) {}

    /** {@code fetched}: when the copy got this commit. */
    Content read(Repository repository, AnyObjectId commit, Instant fetched) throws IOException {
        try (ObjectReader reader = repository.newObjectReader(); RevWalk walk = new RevWalk(reader)) {
            ObjectId folder = find(reader, walk.parseCommit(commit).getTree());
            String revision = address.revision(commit.name());
            if (folder == null) {
                return new Content(new Snapshot(revision, fetched, Map.of()),
                        "there is no folder \"" + address.folder() + "\" in " + revision + " (links are not followed)");
            }
            return new Content(new Snapshot(revision, fetched, files(reader, folder)), "");
        }
    }

    private ObjectId find(ObjectReader reader, ObjectId root) throws IOException {
        if (address.folder().isEmpty()) {
            return root;
        }
        try (TreeWalk found = TreeWalk.forPath(reader, address.folder(), root)) {
            return found == null || !found.getFileMode(0).equals(FileMode.TREE) ? null : found.getObjectId(0);
        }
    }

    private Map<String, Source> files(ObjectReader reader, ObjectId folder) throws IOException {
        Map<String, Source> files = new TreeMap<>();
        long total = 0;
        try (TreeWalk entries = new TreeWalk(reader)) {
            entries.addTree(folder);
            while (entries.next()) {
                String name = entries.getNameString();
                if (!name.endsWith(".yaml") && !name.endsWith(".yml") || entries.isSubtree()) {
                    continue;
                }
                String location = address.location(Problems.printable(name, LONGEST_NAME));
                Source file = file(location, entries, reader);
                total += file.bytes().length;
                files.put(location, file);
                if (files.size() > GitLimits.FOLDER_FILES || total > GitLimits.FOLDER_BYTES) {
                    throw new IOException("the folder has more than " + GitLimits.FOLDER_FILES + " files, or than "
                            + (GitLimits.FOLDER_BYTES >> 20) + " MiB");
                }
            }
        }
        return files;
    }

    private Source file(String location, TreeWalk entry, ObjectReader reader) throws IOException {
        FileMode mode = entry.getFileMode(0);
        if (mode.equals(FileMode.SYMLINK)) {
            return new Source(location, new byte[0], "is a symbolic link, and links of a repository are not followed");
        } else if (!mode.equals(FileMode.REGULAR_FILE) && !mode.equals(FileMode.EXECUTABLE_FILE)) {
            return new Source(location, new byte[0], "is no regular file");
        } else if (entry.getNameString().indexOf('/') >= 0) {
            return new Source(location, new byte[0], "has a name that leads out of its folder");
        }
        if (reader.getObjectSize(entry.getObjectId(0), Constants.OBJ_BLOB) > limits.fileBytes()) {
            return new Source(location, new byte[0], "is larger than the limit of " + limits.fileBytes() + " bytes; --max-size raises it");
        }
        return Source.of(location, reader.open(entry.getObjectId(0), Constants.OBJ_BLOB).getBytes());
    }
}
