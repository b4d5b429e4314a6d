/** Virtual Ethernet pairs (veth(4)): two interfaces, each in any namespace. */
package topo.reconcilers.veth;
