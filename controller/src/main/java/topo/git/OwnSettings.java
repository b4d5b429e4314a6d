package topo.git;

import java.io.File;
import org.eclipse.jgit.lib.Config;
import org.eclipse.jgit.storage.file.FileBasedConfig;
import org.eclipse.jgit.util.FS;
import org.eclipse.jgit.util.SystemReader;

/**
 * No configuration of Git but that of topo's own copies: neither the machine's nor root's is read, none is written, no variable counts, and
 * git(1) is not started to ask where it keeps them.
 */
final class OwnSettings extends SystemReader.Delegate {
    OwnSettings(SystemReader system) {
        super(system);
    }

    /** JGit has one for the process. */
    static void install() {
        if (!(SystemReader.getInstance() instanceof OwnSettings)) {
            SystemReader.setInstance(new OwnSettings(SystemReader.getInstance()));
        }
    }

    @Override
    public String getenv(String variable) {
        return variable.startsWith("GIT_") || variable.startsWith("XDG_") ? null : super.getenv(variable);
    }

    @Override
    public FileBasedConfig openUserConfig(Config parent, FS fs) {
        return new Nothing(parent, fs);
    }

    @Override
    public FileBasedConfig openSystemConfig(Config parent, FS fs) {
        return new Nothing(parent, fs);
    }

    @Override
    public FileBasedConfig openJGitConfig(Config parent, FS fs) {
        return new Nothing(parent, fs);
    }

    private static final class Nothing extends FileBasedConfig {
        Nothing(Config parent, FS fs) {
            super(parent, new File("/dev/null"), fs);
        }

        @Override
        public void load() {
            // nothing is read
        }

        @Override
        public void save() {
            // what JGit measures of the file system is measured again the next time
        }

        @Override
        public boolean isOutdated() {
            return false;
        }
    }
}
