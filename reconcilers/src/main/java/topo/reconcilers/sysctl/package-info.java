/** Kernel parameters, {@code sysctls}. Imports {@code topo.api} and {@code topo.kernel}. */
package topo.reconcilers.sysctl;
