/** The words that all parts share: resources, changes, plans, and what a kind does. Imports nothing of topo but {@code topo.api.net}. */
package topo.api;
