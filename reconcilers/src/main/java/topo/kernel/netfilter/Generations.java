package topo.kernel.netfilter;

import java.util.Optional;
import topo.api.net.NetnsName;

/** In which state the rules of nf_tables are. */
@FunctionalInterface
public interface Generations {
    /** Empty where the kernel does not tell: there is no nf_tables, or it gives namespaces no cookies. */
    Optional<Generation> of(NetnsName netns);
}
