/** Bridges (IFLA_BR_* of linux/if_link.h). */
package topo.reconcilers.bridge;
