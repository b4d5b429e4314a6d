/**
 * Proof of two promises: killed anywhere, nothing is lost; and what topo does not own stays as it is, byte by byte. The writes of a command
 * are counted by what stands between topo and the kernel ({@link topo.reconcilers.Host}), and the command is killed after each of them.
 */
package topo.proof;
