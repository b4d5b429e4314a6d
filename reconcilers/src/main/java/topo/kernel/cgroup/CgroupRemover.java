package topo.kernel.cgroup;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import topo.kernel.Errno;

/** Removes cgroups. The processes in them are moved out, never ended. */
public final class CgroupRemover {
    private static final int LONGEST_WAIT_MILLIS = 256;

    private final CgroupProcesses processes;

    public CgroupRemover(CgroupProcesses processes) {
        this.processes = processes;
    }

    /** Removes a cgroup with all in it; one that is gone is a success. Waits up to half a second for what is still ending inside. */
    public void remove(CgroupDirectory directory) {
        for (int wait = 1; ; wait *= 2) {
            for (CgroupDirectory child : directory.children()) {
                remove(child);
            }
            release(directory);
            try {
                directory.remove();
                return;
            } catch (NoSuchFileException gone) {
                return;
            } catch (IOException busy) {
                if (wait > LONGEST_WAIT_MILLIS) {
                    throw refused(directory, busy);
                }
            }
            pause(wait);
        }
    }

    /** Moves the processes of this one itself out. */
    public void release(CgroupDirectory directory) {
        for (int pid : directory.processes()) {
            if (pid != 0) {
                processes.release(directory.hierarchy(), pid);
            }
        }
    }

    /** Removes a cgroup above all topologies if nothing is in it, with what releasing processes may have left beside it. */
    public void removeTop(CgroupDirectory directory) {
        removeIfEmpty(directory);
        removeIfEmpty(CgroupDirectory.of(directory.hierarchy(), CgroupProcesses.RELEASED));
    }

    /** Removes it unless something is in it, which the kernel answers with EBUSY; true if it is gone. */
    public boolean removeIfEmpty(CgroupDirectory directory) {
        try {
            return isRemoved(directory);
        } catch (IOException once) {
            // Nothing would ever look for what is left of a topology that is gone otherwise, so once more.
            try {
                return isRemoved(directory);
            } catch (IOException twice) {
                throw CgroupException.of("remove the cgroup " + directory.path(), twice);
            }
        }
    }

    private static boolean isRemoved(CgroupDirectory directory) throws IOException {
        try {
            directory.remove();
            return true;
        } catch (NoSuchFileException gone) {
            return true;
        } catch (DirectoryNotEmptyException inUse) {
            return false;
        } catch (FileSystemException refused) {
            if (Errno.EBUSY.words().equals(refused.getReason())) {
                return false;
            }
            throw refused;
        }
    }

    private static CgroupException refused(CgroupDirectory directory, IOException busy) {
        CgroupException refused = CgroupException.of("remove the cgroup " + directory.path(), busy);
        List<Integer> left = directory.processes();
        if (left.contains(0)) {
            return refused.withHint("processes of another PID namespace are in it: end them, or move them out from there");
        }
        return left.isEmpty() ? refused
                : refused.withHint("new processes keep coming into it, at last " + left.get(0) + ": end what starts them");
    }

    private static void pause(int millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException asked) {
            Thread.currentThread().interrupt();
        }
    }
}
