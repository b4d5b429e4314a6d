/** Cgroups of v1, v2 and hybrid hosts: where they are, reading and writing one, making, removing, entering. No policy, nothing native. */
package topo.kernel.cgroup;
