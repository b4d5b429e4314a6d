/** Topologies from Git repositories. The only package that knows JGit; loaded only where such a source is given. */
package topo.git;
