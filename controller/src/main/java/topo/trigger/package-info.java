/** What asks the controller for passes: kernel events, the schedule, sources, retries; and how requests wait until they are taken. */
package topo.trigger;
