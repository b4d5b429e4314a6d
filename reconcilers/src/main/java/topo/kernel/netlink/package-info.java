/** The netlink wire format and sockets (man 7 netlink, linux/netlink.h), of no family in particular. */
package topo.kernel.netlink;
