/** System calls, namespaces and what is opened in them: mechanism without policy. Imports {@code topo.api.net} only. */
package topo.kernel;
