/** Reading documents: nodes that know their line and path, problems collected and thrown once. Imports {@code topo.api}. */
package topo.api.yaml;
