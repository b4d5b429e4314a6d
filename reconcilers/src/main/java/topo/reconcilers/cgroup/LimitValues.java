package topo.reconcilers.cgroup;

import topo.api.yaml.Values;
import topo.api.yaml.YamlMap.Reader;
import topo.api.yaml.YamlNode;
import topo.kernel.cgroup.IdSet;
import topo.reconcilers.cgroup.Limits.Quota;

/** Readers for limits. The word "max" reads as {@link Limits#UNLIMITED}. */
final class LimitValues {
    /** The smallest page of any machine; less is nothing. */
    private static final long LEAST_MEMORY = 4096;
    /** PID_MAX_LIMIT of linux/threads.h, the most that pids.max takes. */
    private static final long MOST_PIDS = 4_194_304;
    /** The kernel takes no quota below a millisecond: min_cfs_quota_period of kernel/sched/core.c. */
    private static final long LEAST_QUOTA = 1_000;
    private static final long MOST_CORES = 8_192;
    /** Linux block/blk-throttle.c takes 32 bits. */
    private static final long MOST_OPERATIONS = 4_294_967_294L;
    private static final int FRACTION_DIGITS = 5;

    private LimitValues() {}

    private static boolean isMax(YamlNode node) {
        return node.asText().equals("max");
    }

    /** Null for what the kernel has by default. */
    static <N extends Number> N orDefault(N value, long kernelDefault) {
        return value == null || value.longValue() == kernelDefault ? null : value;
    }

    static Reader<Long> bytesUpTo() {
        return node -> {
            long bytes = bytes(node);
            if (bytes < LEAST_MEMORY) {
                throw new IllegalArgumentException("at least one page (" + LEAST_MEMORY + " bytes) is needed, found " + node.describe());
            }
            return bytes;
        };
    }

    static Reader<Long> bytes() {
        return LimitValues::bytes;
    }

    static Reader<Long> bytesASecond() {
        return node -> atLeastOne(bytes(node), node);
    }

    static Reader<Long> operationsASecond() {
        return node -> isMax(node) ? Limits.UNLIMITED : Values.number(1, MOST_OPERATIONS).read(node);
    }

    private static long atLeastOne(long value, YamlNode node) {
        if (value < 1) {
            throw new IllegalArgumentException("expected at least 1 or max, found " + node.describe());
        }
        return value;
    }

    private static long bytes(YamlNode node) {
        if (isMax(node)) {
            return Limits.UNLIMITED;
        }
        try {
            return Values.size().read(node);
        } catch (IllegalArgumentException wrong) {
            throw new IllegalArgumentException(wrong.getMessage().replace("expected a size such as", "expected max or a size such as"));
        }
    }

    static Reader<Long> pids() {
        return node -> isMax(node) ? null : Values.number(0, MOST_PIDS).read(node);
    }

    static Reader<Integer> weight() {
        return Values.integer(1, 10_000);
    }

    static Reader<IdSet> ids() {
        return node -> {
            try {
                IdSet ids = new IdSet(node.asText());
                if (ids.isEmpty()) {
                    throw new IllegalArgumentException("expected at least one number");
                }
                return ids;
            } catch (IllegalArgumentException wrong) {
                throw new IllegalArgumentException(wrong.getMessage() + ", found " + node.describe());
            }
        };
    }

    /** Cores as {@code 2}, {@code 0.5} or {@code 50%}, with the kernel's usual period; "max" is a quota of {@link Limits#UNLIMITED}. */
    static Reader<Quota> cores() {
        return node -> {
            String text = node.asText();
            if (text.equals("max")) {
                return new Quota(Limits.UNLIMITED, Quota.PERIOD);
            }
            boolean percent = text.endsWith("%");
            long hundredThousandths = decimal(percent ? text.substring(0, text.length() - 1) : text, node);
            long micros = percent ? hundredThousandths / 100 : hundredThousandths;
            if (micros < LEAST_QUOTA || micros > MOST_CORES * Quota.PERIOD) {
                throw new IllegalArgumentException(node.describe() + " is not between 0.01 and " + MOST_CORES + " cores");
            }
            return new Quota(micros, Quota.PERIOD);
        };
    }

    /** A decimal number in hundred-thousandths, which are microseconds of {@link Quota#PERIOD}; more digits are refused. */
    private static long decimal(String text, YamlNode node) {
        int point = text.indexOf('.');
        String whole = point < 0 ? text : text.substring(0, point);
        String fraction = point < 0 ? "" : text.substring(point + 1);
        boolean right = isDigits(whole) && (point < 0 || isDigits(fraction)) && whole.length() <= 7 && fraction.length() <= FRACTION_DIGITS;
        if (!right) {
            throw new IllegalArgumentException("expected max or a number of cores such as 0.5, 2 or 50%, found " + node.describe());
        }
        return Long.parseLong(whole + fraction + "0".repeat(FRACTION_DIGITS - fraction.length()));
    }

    private static boolean isDigits(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return false;
            }
        }
        return !text.isEmpty();
    }
}
