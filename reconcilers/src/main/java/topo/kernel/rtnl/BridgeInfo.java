package topo.kernel.rtnl;

import topo.kernel.netlink.Attributes;
import topo.kernel.netlink.MessageWriter;

/**
 * IFLA_INFO_DATA of a bridge (IFLA_BR_* of linux/if_link.h). Null is not reported by the kernel, or not to be set. Times are in
 * hundredths of a second (USER_HZ), as on the wire; {@code ageingTime} 0 means entries do not age.
 */
public record BridgeInfo(Integer forwardDelay, Integer ageingTime, Boolean stp, Boolean vlanFiltering, Boolean multicastSnooping) {
    private static final int IFLA_BR_FORWARD_DELAY = 1;
    private static final int IFLA_BR_AGEING_TIME = 4;
    private static final int IFLA_BR_STP_STATE = 5;
    private static final int IFLA_BR_VLAN_FILTERING = 7;
    private static final int IFLA_BR_MCAST_SNOOPING = 23;

    static BridgeInfo parse(Attributes data) {
        Integer forwardDelay = null;
        Integer ageingTime = null;
        Boolean stp = null;
        Boolean vlanFiltering = null;
        Boolean multicastSnooping = null;
        while (data.next()) {
            switch (data.type()) {
                case IFLA_BR_FORWARD_DELAY -> forwardDelay = data.u32();
                case IFLA_BR_AGEING_TIME -> ageingTime = data.u32();
                case IFLA_BR_STP_STATE -> stp = data.u32() != 0;
                case IFLA_BR_VLAN_FILTERING -> vlanFiltering = data.flag();
                case IFLA_BR_MCAST_SNOOPING -> multicastSnooping = data.flag();
                default -> { }
            }
        }
        return new BridgeInfo(forwardDelay, ageingTime, stp, vlanFiltering, multicastSnooping);
    }

    public boolean isEmpty() {
        return forwardDelay == null && ageingTime == null && stp == null && vlanFiltering == null && multicastSnooping == null;
    }

    void write(MessageWriter message) {
        if (forwardDelay != null) {
            message.attributeU32(IFLA_BR_FORWARD_DELAY, forwardDelay);
        }
        if (ageingTime != null) {
            message.attributeU32(IFLA_BR_AGEING_TIME, ageingTime);
        }
        if (stp != null) {
            message.attributeU32(IFLA_BR_STP_STATE, stp ? 1 : 0);
        }
        if (vlanFiltering != null) {
            message.attributeU8(IFLA_BR_VLAN_FILTERING, vlanFiltering ? 1 : 0);
        }
        if (multicastSnooping != null) {
            message.attributeU8(IFLA_BR_MCAST_SNOOPING, multicastSnooping ? 1 : 0);
        }
    }
}
