/** Links, addresses, routes and namespace ids over rtnetlink (man 7 rtnetlink): one file a message or link kind. */
package topo.kernel.rtnl;
