/**
 * Kernel events of many namespaces by one thread: rtnetlink, nf_tables, mounts of namespaces, files. Where to look, never what to do about it.
 */
package topo.kernel.events;
