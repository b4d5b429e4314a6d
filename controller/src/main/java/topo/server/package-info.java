/** The controller's socket: the protocol, its server, and the client's end of it; metrics. Has no command of its own. */
package topo.server;
