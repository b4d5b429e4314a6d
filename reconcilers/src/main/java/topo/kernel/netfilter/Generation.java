package topo.kernel.netfilter;

/**
 * A state of all rules of nf_tables in one namespace: whenever any of them is changed, by whatever program, the number is another.
 *
 * @param cookie of the namespace, which no other has before the next boot (SO_NETNS_COOKIE, from Linux 5.14 on); a namespace that was made
 *     anew under the same name begins to count anew
 * @param number NFTA_GEN_ID of linux/netfilter/nf_tables.h
 */
public record Generation(long cookie, int number) {}
