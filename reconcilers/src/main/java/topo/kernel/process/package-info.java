/** Running programs: an argument list, a clean environment, bounded output, a time limit. Imports nothing of topo. */
package topo.kernel.process;
