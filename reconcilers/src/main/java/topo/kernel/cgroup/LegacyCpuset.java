package topo.kernel.cgroup;

/**
 * cpuset.cpus and cpuset.mems of v1, where the kernel keeps every cgroup's set inside its parent's and around its children's
 * (Linux kernel/cgroup/cpuset.c, validate_change), and lets no process into a cgroup whose sets are empty, as a new one's are.
 */
public final class LegacyCpuset {
    public static final String CPUS = "cpuset.cpus";
    public static final String MEMS = "cpuset.mems";

    private LegacyCpuset() {}

    /** Gives a cgroup without CPUs or memory nodes those of its parent. */
    static void fill(CgroupDirectory directory) {
        for (String file : new String[] {CPUS, MEMS}) {
            if (directory.read(file).isEmpty()) {
                IdSet parent = new IdSet(directory.parent().read(file));
                if (parent.isEmpty()) {
                    throw CgroupException.because("fill " + file + " of " + directory.path(), "that of its parent "
                            + directory.parent().path() + " is empty, so that no cgroup in it can hold a process;"
                            + " write there what may be used");
                }
                directory.write(file, parent.text());
            }
        }
    }

    /**
     * Sets one of the two files. Cgroups inside that reach beyond the new set are brought into it: to what they share with it, or to
     * all of it if that is nothing.
     */
    public static void set(CgroupDirectory directory, String file, IdSet wanted) {
        IdSet now = new IdSet(directory.read(file));
        if (now.equals(wanted)) {
            return;
        }
        boolean widened = false;
        for (CgroupDirectory child : directory.children()) {
            IdSet inside = new IdSet(child.read(file));
            if (!wanted.containsAll(inside)) {
                if (!widened) {
                    directory.write(file, now.or(wanted).text());
                    widened = true;
                }
                IdSet shared = inside.and(wanted);
                set(child, file, shared.isEmpty() ? wanted : shared);
            }
        }
        directory.write(file, wanted.text());
    }
}
