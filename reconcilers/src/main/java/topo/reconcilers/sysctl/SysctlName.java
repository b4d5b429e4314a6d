package topo.reconcilers.sysctl;

import java.util.Optional;

/**
 * Which kernel parameter: {@code path} is its file below {@code /proc/sys}. Checked when it is made, so that the path never leaves that
 * folder.
 */
public record SysctlName(String path) implements Comparable<SysctlName> {
    private static final int LONGEST = 255;
    private static final int OTHER = 3;

    public SysctlName {
        check(path);
    }

    /**
     * Reads {@code net.ipv4.ip_forward} or {@code net/ipv4/ip_forward}. As in sysctl.d(5), the first separator decides: after a dot, dots
     * separate and a slash stands for a dot in a part ({@code net.ipv4.conf.eth0/100.forwarding}); after a slash it is as in a path
     * ({@code net/ipv4/conf/eth0.100/forwarding}). {@link IllegalArgumentException} says what is wrong.
     */
    public static SysctlName parse(String text) {
        if (text.length() > LONGEST) {
            throw new IllegalArgumentException("the sysctl name has more than " + LONGEST + " characters");
        }
        int dot = text.indexOf('.');
        int slash = text.indexOf('/');
        if (dot < 0 && slash < 0) {
            throw new IllegalArgumentException("expected a sysctl name such as net.ipv4.ip_forward");
        }
        return new SysctlName(slash < 0 || dot >= 0 && dot < slash ? swapped(text) : text);
    }

    private static void check(String path) {
        int start = 0;
        while (start <= path.length()) {
            int slash = path.indexOf('/', start);
            int end = slash < 0 ? path.length() : slash;
            String part = path.substring(start, end);
            if (part.isEmpty()) {
                throw new IllegalArgumentException("the sysctl name has an empty part; write it as net.ipv4.ip_forward");
            }
            if (part.charAt(0) == '.' || part.charAt(0) == '-') {
                throw new IllegalArgumentException("the sysctl name has a part that starts with \"" + part.charAt(0) + "\"");
            }
            for (int i = 0; i < part.length(); i++) {
                if (!allowed(part.charAt(i))) {
                    throw new IllegalArgumentException("the sysctl name holds something else than letters, digits and _ - . / : @");
                }
            }
            start = end + 1;
        }
    }

    private static boolean allowed(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || "_-.:@".indexOf(c) >= 0;
    }

    /**
     * Which variable it is a name of: {@code ip_forward} is {@code conf/all/forwarding} (IPV4_DEVCONF_ALL of net/ipv4/devinet.c, where both
     * tables have the same data pointer).
     */
    String variable() {
        return path.equals("net/ipv4/ip_forward") ? "net/ipv4/conf/all/forwarding" : path;
    }

    /** The one spelling that ids and messages use, {@code net.ipv4.conf.eth0/100.forwarding}. */
    String dotted() {
        return swapped(path);
    }

    private static String swapped(String text) {
        char[] chars = text.toCharArray();
        for (int i = 0; i < chars.length; i++) {
            chars[i] = chars[i] == '.' ? '/' : chars[i] == '/' ? '.' : chars[i];
        }
        return new String(chars);
    }

    /** Whether each network namespace has its own; all others are the whole host's. */
    boolean isOfNetwork() {
        return path.startsWith("net/");
    }

    /**
     * The interface in {@code net/FAMILY/conf/INTERFACE/…} and {@code net/FAMILY/neigh/INTERFACE/…}; empty for {@code all},
     * {@code default}, and {@code lo}, which every namespace has.
     */
    Optional<String> interfaceName() {
        String owner = owner();
        return owner == null || rank() < OTHER || owner.equals("lo") ? Optional.empty() : Optional.of(owner);
    }

    private String owner() {
        String[] parts = path.split("/", -1);
        boolean listed = parts.length == 5 && parts[0].equals("net") && (parts[2].equals("conf") || parts[2].equals("neigh"));
        return listed ? parts[3] : null;
    }

    /**
     * Whether a write of it makes the kernel write others: {@code ip_forward} and {@code conf/all/forwarding} set every interface's,
     * {@code conf/default} goes to the interfaces that were never set (Documentation/networking/ip-sysctl.rst, net/ipv4/devinet.c).
     */
    boolean isGeneral() {
        return rank() < OTHER;
    }

    private int rank() {
        if (path.equals("net/ipv4/ip_forward")) {
            return 0;
        }
        String owner = owner();
        return "all".equals(owner) ? 1 : "default".equals(owner) ? 2 : OTHER;
    }

    /** The order in which to write: what writes others comes before them. */
    @Override
    public int compareTo(SysctlName other) {
        return Integer.compare(rank(), other.rank());
    }
}
