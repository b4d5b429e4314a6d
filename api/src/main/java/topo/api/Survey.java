package topo.api;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import topo.api.net.NetnsName;

/** One look at a whole host for marks of any topology. Not for use by several threads; thrown away afterwards. */
public final class Survey {
    private final Set<NetnsName> named;
    private final Set<NetnsName> unowned = new TreeSet<>();
    private final Map<Object, Object> shared = new HashMap<>();

    /** {@code named}: every named namespace that there is. */
    public Survey(Set<NetnsName> named) {
        this.named = new TreeSet<>(named);
        unowned.addAll(namespaces());
    }

    /** The named namespaces, without the host. */
    public Set<NetnsName> named() {
        return named;
    }

    /** The host, and every named namespace. */
    public Set<NetnsName> namespaces() {
        Set<NetnsName> all = new TreeSet<>(named);
        all.add(NetnsName.HOST);
        return all;
    }

    /** Those that no topology made, with the host: what is in the others goes with them. */
    public Set<NetnsName> unowned() {
        return unowned;
    }

    /** Notes that this namespace bears a mark itself; for the kind that looks first. */
    public void isOwned(NetnsName netns) {
        unowned.remove(netns);
    }

    /** The value under this key, made at the first call; the key is the type of what is shared. */
    public <T> T shared(Class<T> key, Supplier<T> make) {
        return key.cast(shared.computeIfAbsent(key, k -> make.get()));
    }
}
