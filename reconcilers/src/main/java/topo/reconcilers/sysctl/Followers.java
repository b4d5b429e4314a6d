package topo.reconcilers.sysctl;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import topo.kernel.KernelException;
import topo.kernel.Sysctls;

/**
 * The sysctls that the kernel writes when one is written: with {@code ip_forward} what every interface forwards, and whether all of them
 * accept redirects (inet_forward_change in net/ipv4/devinet.c); with some of {@code net/ipv6/conf/all} the same of every interface
 * (net/ipv6/addrconf.c). They are other people's, and one that stood out before has to stand out again when the value goes back.
 */
final class Followers {
    private static final String IPV4 = "net/ipv4/conf";
    private static final String IPV6 = "net/ipv6/conf";
    private static final String ALL = "all";
    private static final String REDIRECTS = IPV4 + "/all/accept_redirects";
    private static final Set<String> COPIED = Set.of("forwarding", "disable_ipv6", "ignore_routes_with_linkdown", "addr_gen_mode");

    private final String folder;
    private final String setting;

    private Followers(String folder, String setting) {
        this.folder = folder;
        this.setting = setting;
    }

    /** Null for a sysctl that has none. */
    static Followers of(SysctlName name) {
        String path = name.path();
        if (path.equals("net/ipv4/ip_forward") || path.equals(IPV4 + "/all/forwarding")) {
            return new Followers(IPV4, "forwarding");
        }
        String prefix = IPV6 + "/all/";
        return path.startsWith(prefix) && COPIED.contains(path.substring(prefix.length()))
                ? new Followers(IPV6, path.substring(prefix.length())) : null;
    }

    /** What the kernel makes of a follower when {@code value} is written. */
    String expected(String path, String value) {
        return !path.equals(REDIRECTS) ? value : value.equals("0") ? "1" : "0";
    }

    /** Those that are not as the kernel makes them when {@code value} is written, by path. */
    Map<String, String> exceptions(Sysctls here, String value) {
        Map<String, String> found = new LinkedHashMap<>();
        for (String owner : here.list(folder)) {
            if (!owner.equals(ALL)) {
                add(here, folder + "/" + owner + "/" + setting, value, found);
            }
        }
        if (folder.equals(IPV4)) {
            add(here, REDIRECTS, value, found);
        }
        return found;
    }

    private void add(Sysctls here, String path, String value, Map<String, String> found) {
        String present = read(here, path);
        if (present != null && !present.equals(expected(path, value))) {
            found.put(path, present);
        }
    }

    /** Null for one that is gone with its interface. */
    static String read(Sysctls here, String path) {
        try {
            return here.read(path);
        } catch (KernelException gone) {
            return null;
        }
    }

    /** Gives those their values again that the kernel has just changed, or changed before topo was cut short. */
    void restore(Sysctls here, Map<String, String> exceptions, String value) {
        exceptions.forEach((path, before) -> {
            if (expected(path, value).equals(read(here, path))) {
                here.write(path, before);
            }
        });
    }

    /** The paths are read from a file, so each must be one of these. */
    boolean has(String path) {
        List<String> parts = List.of(path.split("/", -1));
        return path.equals(REDIRECTS) && folder.equals(IPV4)
                || parts.size() == 5 && path.startsWith(folder + "/") && parts.get(4).equals(setting) && !parts.get(3).startsWith(".");
    }
}
