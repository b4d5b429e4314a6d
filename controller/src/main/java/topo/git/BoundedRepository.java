package topo.git;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import org.eclipse.jgit.internal.storage.file.FileRepository;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.ProgressMonitor;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.eclipse.jgit.transport.PackParser;

/** A bare repository into which no fetch brings more than a bound, nor takes longer than one, whatever the server sends. */
final class BoundedRepository extends FileRepository {
    private final GitLimits limits;

    private BoundedRepository(FileRepositoryBuilder place, GitLimits limits) throws IOException {
        super(place);
        this.limits = limits;
    }

    /** {@code folder}: of the repository, which need not be there yet. */
    static BoundedRepository at(Path folder, GitLimits limits) {
        try {
            return new BoundedRepository(new FileRepositoryBuilder().setGitDir(folder.toFile()).setBare().setup(), limits);
        } catch (IOException refused) {
            throw new UncheckedIOException(refused);
        }
    }

    /** None: a copy that has gathered too much is made anew. */
    @Override
    public void autoGC(ProgressMonitor monitor) {
        // JGit would do it on a thread of its own, in a folder that may be moved meanwhile
    }

    @Override
    public ObjectInserter newObjectInserter() {
        ObjectInserter plain = super.newObjectInserter();
        return new ObjectInserter.Filter() {
            @Override
            protected ObjectInserter delegate() {
                return plain;
            }

            @Override
            public PackParser newPackParser(InputStream pack) throws IOException {
                PackParser parser = plain.newPackParser(new Bounded(pack, limits));
                parser.setMaxObjectSizeLimit(limits.objectBytes());
                return parser;
            }
        };
    }

    /** Not skipped through: JGit reads packs only. */
    private static final class Bounded extends FilterInputStream {
        private final GitLimits limits;
        private final long deadline;
        private long left;

        Bounded(InputStream in, GitLimits limits) {
            super(in);
            this.limits = limits;
            this.left = limits.packBytes();
            this.deadline = System.nanoTime() + limits.fetchSeconds() * 1_000_000_000L;
        }

        @Override
        public int read() throws IOException {
            int one = super.read();
            count(one < 0 ? 0 : 1);
            return one;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            int got = super.read(bytes, offset, length);
            count(Math.max(0, got));
            return got;
        }

        private void count(int bytes) throws IOException {
            left -= bytes;
            if (left < 0) {
                throw new IOException("one commit of it takes more than " + (limits.packBytes() >> 20) + " MiB;"
                        + " keep labs in a smaller one");
            } else if (System.nanoTime() - deadline > 0) {
                throw new IOException("it took more than " + limits.fetchSeconds() + " s");
            }
        }
    }
}
