/**
 * The packaged program on the real kernel, started by its launcher as a user starts it, in sandboxes: network, mount and cgroup
 * surroundings of their own. Everything "the host" means in these tests is such a sandbox.
 */
package topo.e2e;
