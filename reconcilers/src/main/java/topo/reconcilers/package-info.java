/** The kinds of resources, one package each; {@link topo.reconcilers.Kinds} is the one list of them. */
package topo.reconcilers;
