/**
 * What a test puts before this machine's C library and files: all is passed on as it comes, and a subclass says what is to be otherwise.
 * Faults ({@link topo.fault}) and counted writes ({@link topo.proof}) are such.
 */
package topo.forwarding;
