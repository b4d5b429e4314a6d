/**
 * Kernel events of many namespaces by one thread: rtnetlink, nf_tables, mounts of namespaces, files. It says where to look, never what to
 * do about it. Imports {@code topo.api.net} and other kernel packages.
 */
package topo.kernel.events;
