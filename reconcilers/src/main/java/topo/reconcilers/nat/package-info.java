/**
 * The kind {@code nat}: masquerade, snat and dnat as iptables rules in chains of the topology's own. Imports {@code topo.api} and
 * {@code topo.kernel}.
 */
package topo.reconcilers.nat;
