/**
 * The controller: keeps remembered topologies true, one pass at a time. Its thread is the only one that touches the state of a topology;
 * everything else reaches it through {@link topo.trigger.WakeQueue}. Imports engine, store, trigger and api.
 */
package topo.controller;
