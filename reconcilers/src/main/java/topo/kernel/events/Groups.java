package topo.kernel.events;

import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The multicast groups of rtnetlink (linux/rtnetlink.h) that tell of each aspect. */
final class Groups {
    /** RTNLGRP_NSID: that a namespace ended, whose number another may get. */
    private static final int NSID = 28;

    /** The names are RTNLGRP_*. */
    private static final Map<Aspect, List<Integer>> BY_ASPECT = Map.of(
            Aspect.LINKS, List.of(1 /* LINK */),
            Aspect.ADDRESSES, List.of(5 /* IPV4_IFADDR */, 9 /* IPV6_IFADDR */),
            Aspect.ROUTES, List.of(7 /* IPV4_ROUTE */, 11 /* IPV6_ROUTE */),
            Aspect.RULES, List.of(8 /* IPV4_RULE */, 19 /* IPV6_RULE */),
            Aspect.NEIGHBOURS, List.of(3 /* NEIGH */),
            Aspect.SYSCTLS, List.of(24 /* IPV4_NETCONF */, 25 /* IPV6_NETCONF */));

    /** Younger than the others, of kernel 5.3 and 5.14; an older kernel has nothing to tell by them. */
    private static final Map<Aspect, Integer> YOUNG = Map.of(Aspect.ROUTES, 32 /* NEXTHOP */, Aspect.LINKS, 33 /* BRVLAN */);

    private Groups() {}

    /** Joins the groups of these aspects and returns those that this kernel does not tell of. */
    static Set<Aspect> join(NetlinkListener listener, Set<Aspect> aspects) {
        EnumSet<Aspect> deaf = EnumSet.noneOf(Aspect.class);
        listener.join(NSID);
        for (Aspect aspect : aspects) {
            for (int group : BY_ASPECT.getOrDefault(aspect, List.of())) {
                if (!listener.join(group)) {
                    deaf.add(aspect);
                }
            }
            if (YOUNG.containsKey(aspect)) {
                listener.join(YOUNG.get(aspect));
            }
        }
        return deaf;
    }
}
