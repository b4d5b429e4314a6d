package topo.kernel.events;

import topo.api.net.NetnsName;

/** One thing that the kernel told, for a record of what happened; never a reason to skip a look. */
public record Event(NetnsName netns, Notice notice) {}
