/** Named network namespaces. */
package topo.reconcilers.namespace;
