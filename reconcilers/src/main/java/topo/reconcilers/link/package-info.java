/**
 * The fields that every link kind has: their words, how they are read, observed and written. Not a kind itself; link kinds build on it.
 * Imports {@code topo.api} and {@code topo.kernel}.
 */
package topo.reconcilers.link;
