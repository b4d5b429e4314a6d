/**
 * Reading documents: {@link topo.api.yaml.TopologyReader} turns files into topologies, by nodes that know their line and path, with all
 * problems collected and thrown once. A kind sees {@link topo.api.yaml.YamlMap} and {@link topo.api.yaml.Values}. Imports {@code topo.api}.
 */
package topo.api.yaml;
