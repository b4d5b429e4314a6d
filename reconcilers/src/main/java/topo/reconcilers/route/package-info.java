/** Routes (ip-route(8), linux/rtnetlink.h), owned by their protocol. */
package topo.reconcilers.route;
