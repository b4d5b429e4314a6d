package topo.reconcilers.nat;

import topo.api.Resource;
import topo.api.ResourceId;
import topo.api.net.NetnsName;

/** What the kernel can hold of this kind: entries, and rules of ours that no known entry accounts for. */
public sealed interface NatResource extends Resource permits Nat, NatLeftover {
    /** As in {@link ResourceId#kind()}. */
    String KIND = "nat";

    NetnsName netns();
}
