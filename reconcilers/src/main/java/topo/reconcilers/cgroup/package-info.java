/** The list {@code cgroups}: limits for groups of processes, and whose processes are in them. Cgroup v1, v2 and both at once. */
package topo.reconcilers.cgroup;
