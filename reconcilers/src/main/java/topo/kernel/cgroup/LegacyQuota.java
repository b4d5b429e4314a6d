package topo.kernel.cgroup;

/**
 * cpu.cfs_quota_us and cpu.cfs_period_us of v1, where the kernel refuses a cgroup a larger share than its parent's and a parent a
 * smaller one than its children's (Linux kernel/sched/core.c, tg_cfs_schedulable_down).
 */
public final class LegacyQuota {
    public static final String QUOTA = "cpu.cfs_quota_us";
    public static final String PERIOD = "cpu.cfs_period_us";
    /** No limit. */
    public static final long NONE = -1;

    private LegacyQuota() {}

    /** Sets both, in microseconds. Cgroups inside that have a larger share are brought down to this one. */
    public static void set(CgroupDirectory directory, long quota, long period) {
        long oldQuota = Long.parseLong(directory.read(QUOTA));
        long oldPeriod = Long.parseLong(directory.read(PERIOD));
        if (quota == oldQuota && period == oldPeriod) {
            return;
        }
        if (quota != NONE) {
            for (CgroupDirectory child : directory.children()) {
                lower(child, quota, period);
            }
        }
        if (period != oldPeriod) {
            // The old quota in the new period may be more than the parent's share; none at all is always taken.
            directory.change(QUOTA, Long.toString(NONE));
            directory.write(PERIOD, Long.toString(period));
        }
        directory.change(QUOTA, Long.toString(quota));
    }

    /** A child without a quota of its own may have some with one below it. */
    private static void lower(CgroupDirectory directory, long quota, long period) {
        long own = Long.parseLong(directory.read(QUOTA));
        if (own == NONE) {
            for (CgroupDirectory child : directory.children()) {
                lower(child, quota, period);
            }
        } else if (own * (double) period > quota * (double) Long.parseLong(directory.read(PERIOD))) {
            set(directory, quota, period);
        }
    }
}
