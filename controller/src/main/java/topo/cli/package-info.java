/** The commands. Ties the kinds, the kernel, the engine and the store together. */
package topo.cli;
