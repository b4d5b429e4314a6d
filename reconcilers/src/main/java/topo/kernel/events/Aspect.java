package topo.kernel.events;

/**
 * What of a namespace may have changed. The kernel does not tell of everything that follows from a change, so look at more than is named:
 *
 * <ul>
 *   <li>A link that goes down, loses its carrier or goes away takes its IPv4 routes with it, and an address those that prefer it as source,
 *       without a word of the routes (fib_flush; IPv6 does tell): {@link #LINKS} and {@link #ADDRESSES} imply {@link #ROUTES}.
 *   <li>Alias, group and queue length of a link that is down change without an event (netdev_state_change asks for IFF_UP).
 * </ul>
 */
public enum Aspect {
    /** Made, deleted, up or down, carrier, renamed, moved, MTU, MAC, alias, bridge and bridge port settings, VLANs of ports. */
    LINKS,
    /** Of both families. IPv6's own progress (tentative, then not) counts. */
    ADDRESSES,
    /** Of both families and all tables, nexthop objects included. */
    ROUTES,
    /** Policy rules of both families. */
    RULES,
    /** Also what the kernel learns by itself from traffic, and what bridges learn: many in a lab that talks. */
    NEIGHBOURS,
    /**
     * One for each transaction of nf_tables, so also of iptables over it. Legacy iptables tells nobody: {@link Changes#legacyTables}.
     * The kernel names the program that did it.
     */
    NETFILTER,
    /**
     * Forwarding, rp_filter, proxy_arp and ignore_routes_with_linkdown, which the kernel announces whoever changed them (RTM_NEWNETCONF);
     * and any file that {@link KernelEvents#watchSysctls} was given, when a program wrote to it. The kernel forgets the latter under memory
     * pressure, so they need a look now and then as well.
     */
    SYSCTLS,
    /** The name was made, deleted, or stands for another namespace than before: nothing known of it holds. */
    NAMESPACE
}
