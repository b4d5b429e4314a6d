/**
 * iptables and ip6tables by iptables-save and iptables-restore, with both backends. Tables as chains and comments; rule syntax is
 * written from typed values and never read back. Imports {@code topo.api.net} and {@code topo.kernel}.
 */
package topo.kernel.netfilter;
