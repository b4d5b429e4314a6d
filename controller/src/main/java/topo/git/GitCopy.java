package topo.git;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.errors.TransportException;
import org.eclipse.jgit.lib.NullProgressMonitor;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.transport.FetchConnection;
import org.eclipse.jgit.transport.RefSpec;
import org.eclipse.jgit.transport.SshTransport;
import org.eclipse.jgit.transport.TagOpt;
import org.eclipse.jgit.transport.Transport;
import org.eclipse.jgit.transport.URIish;
import org.eclipse.jgit.transport.sshd.SshdSessionFactory;

/**
 * This host's copy of the newest commit of a branch: a bare repository without history, in a folder of its own. It can be made anew at any
 * time, so one that is damaged, or that has gathered too much, is. Not thread-safe.
 */
final class GitCopy {
    private static final String HEAD = "refs/topo/head";
    /** Each fetch of a new commit adds one; what is in older ones and no longer needed goes with a copy made anew. */
    private static final int MOST_PACKS = 8;

    private final Path folder;
    private final GitAddress address;
    private final GitSecrets secrets;
    private final GitLimits limits;

    /** {@code folder}: need not be there yet, nor its parent. */
    GitCopy(Path folder, GitAddress address, GitSecrets secrets, GitLimits limits) {
        this.folder = folder;
        this.address = address;
        this.secrets = secrets;
        this.limits = limits;
    }

    /** What is in the copy; empty if there is none that is whole. */
    Optional<GitFolder.Content> kept() {
        if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            return Optional.empty();
        }
        try (Repository copy = BoundedRepository.at(folder, limits)) {
            return Optional.of(read(copy));
        } catch (IOException | RuntimeException damaged) {
            return Optional.empty();
        }
    }

    /** Asks the server for the newest commit, fetches it if the copy does not have it, and returns what is in it. */
    GitFolder.Content fetch() throws IOException {
        secrets.check();
        if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            makeAnew();
        }
        String newest;
        try (Repository copy = BoundedRepository.at(folder, limits)) {
            newest = address.revision(newest(copy).name());
        }
        Optional<GitFolder.Content> kept = kept();
        if (kept.isEmpty() || !kept.get().snapshot().revision().equals(newest)) {
            kept = fetchInto(folder) ? kept() : Optional.empty();
        }
        if (kept.isEmpty()) {
            makeAnew();
            try (Repository copy = BoundedRepository.at(folder, limits)) {
                return read(copy);
            }
        }
        return kept.get();
    }

    private GitFolder.Content read(Repository copy) throws IOException {
        Ref head = copy.exactRef(HEAD);
        if (head == null) {
            throw new IOException("the copy in " + folder + " has no commit");
        }
        return new GitFolder(address, limits).read(copy, head.getObjectId(), fetched());
    }

    /** The ref is written at each fetch of another commit, so that its time of change tells of that after a restart as well. */
    private Instant fetched() throws IOException {
        return Files.getLastModifiedTime(folder.resolve(HEAD)).toInstant();
    }

    /** Whether it could be done; one of many packs counts as one that cannot. */
    private boolean fetchInto(Path place) {
        try (Repository copy = BoundedRepository.at(place, limits)) {
            if (copy.exactRef(HEAD) == null || packs(place) >= MOST_PACKS) {
                return false;
            }
            transfer(copy);
            return true;
        } catch (IOException | RuntimeException again) {
            // Whatever it was, it comes again with a copy made anew, and is told then; or it came from this one's state, and does not.
            return false;
        }
    }

    private static int packs(Path place) throws IOException {
        try (var packs = Files.newDirectoryStream(place.resolve("objects/pack"), "*.pack")) {
            int count = 0;
            for (Path pack : packs) {
                count++;
            }
            return count;
        }
    }

    private void makeAnew() throws IOException {
        Path fresh = folder.resolveSibling(folder.getFileName() + ".new");
        Files.createDirectories(folder.getParent(), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        delete(fresh);
        Files.createDirectory(fresh, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        try (Repository copy = BoundedRepository.at(fresh, limits)) {
            copy.create(true);
            transfer(copy);
        } catch (IOException | RuntimeException failed) {
            delete(fresh);
            throw failed;
        }
        delete(folder);
        Files.move(fresh, folder, StandardCopyOption.ATOMIC_MOVE);
    }

    private ObjectId newest(Repository copy) throws IOException {
        try (Transport transport = transport(copy); FetchConnection server = transport.openFetch(List.of(new RefSpec(address.ref())))) {
            Ref branch = server.getRef(address.ref());
            if (branch == null || branch.getObjectId() == null) {
                throw new GitFailure(GitFailure.OPERATION, "there is no branch \"" + address.branch() + "\"", null);
            }
            return branch.getObjectId();
        }
    }

    private void transfer(Repository copy) throws IOException {
        try (Transport transport = transport(copy)) {
            transport.setDepth(1);
            transport.setTagOpt(TagOpt.NO_TAGS);
            // The plus: a branch that was rewound, or written anew, is followed.
            transport.fetch(NullProgressMonitor.INSTANCE, List.of(new RefSpec("+" + address.ref() + ":" + HEAD)));
        }
    }

    private Transport transport(Repository copy) throws IOException {
        try {
            Transport transport = Transport.open(copy, new URIish(address.url()));
            transport.setTimeout(limits.silentSeconds());
            transport.setCredentialsProvider(new StoredCredentials(secrets));
            if (transport instanceof SshTransport ssh) {
                SshdSessionFactory sessions = SshAccess.of(secrets, folder.resolveSibling("none").toFile());
                ssh.setSshSessionFactory(sessions);
            }
            return transport;
        } catch (URISyntaxException wrong) {
            throw new TransportException(wrong.getMessage(), wrong);
        }
    }

    private static void delete(Path tree) throws IOException {
        if (!Files.exists(tree, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        Files.walkFileTree(tree, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes facts) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path one, IOException failed) throws IOException {
                Files.delete(one);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
