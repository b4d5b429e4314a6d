/**
 * Faults on demand: stand-ins for the C library, programs, files and the clock that do what the real ones do, but for one scripted fault at
 * the n-th call; and the suite that puts each fault at each call of each scenario.
 */
package topo.fault;
