package topo.reconcilers.nat;

import topo.kernel.netfilter.IpFamily;
import topo.kernel.netfilter.Rule;

/** A rule and where it goes. */
record NatRule(IpFamily family, NatChain chain, Rule rule) {}
