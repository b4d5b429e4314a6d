/** What is to be done, in which order, and doing it: differ, planner, executor, pass. No I/O of its own; imports {@code topo.api} only. */
package topo.engine;
