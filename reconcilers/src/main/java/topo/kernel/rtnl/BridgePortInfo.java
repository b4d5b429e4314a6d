package topo.kernel.rtnl;

import topo.kernel.netlink.Attributes;
import topo.kernel.netlink.MessageWriter;

/** IFLA_INFO_SLAVE_DATA of a bridge port (IFLA_BRPORT_* of linux/if_link.h). Null is not reported, or not to be set. */
public record BridgePortInfo(Boolean hairpin, Boolean learning, Boolean isolated, Integer pathCost) {
    private static final int IFLA_BRPORT_COST = 3;
    private static final int IFLA_BRPORT_MODE = 4;
    private static final int IFLA_BRPORT_LEARNING = 8;
    private static final int IFLA_BRPORT_ISOLATED = 33;

    static BridgePortInfo parse(Attributes data) {
        Boolean hairpin = null;
        Boolean learning = null;
        Boolean isolated = null;
        Integer pathCost = null;
        while (data.next()) {
            switch (data.type()) {
                case IFLA_BRPORT_COST -> pathCost = data.u32();
                case IFLA_BRPORT_MODE -> hairpin = data.flag();
                case IFLA_BRPORT_LEARNING -> learning = data.flag();
                case IFLA_BRPORT_ISOLATED -> isolated = data.flag();
                default -> { }
            }
        }
        return new BridgePortInfo(hairpin, learning, isolated, pathCost);
    }

    public boolean isEmpty() {
        return hairpin == null && learning == null && isolated == null && pathCost == null;
    }

    void write(MessageWriter message) {
        if (pathCost != null) {
            message.attributeU32(IFLA_BRPORT_COST, pathCost);
        }
        if (hairpin != null) {
            message.attributeU8(IFLA_BRPORT_MODE, hairpin ? 1 : 0);
        }
        if (learning != null) {
            message.attributeU8(IFLA_BRPORT_LEARNING, learning ? 1 : 0);
        }
        if (isolated != null) {
            message.attributeU8(IFLA_BRPORT_ISOLATED, isolated ? 1 : 0);
        }
    }
}
