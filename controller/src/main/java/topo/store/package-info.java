/** What is remembered between runs: the applied topologies below {@code /var/lib/topo}, and the lock of the one writer. */
package topo.store;
