/** Addresses and names as values. Imports nothing of topo. */
package topo.api.net;
