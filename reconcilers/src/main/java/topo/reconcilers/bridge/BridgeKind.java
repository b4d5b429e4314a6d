package topo.reconcilers.bridge;

import topo.api.Resources;
import topo.api.yaml.Kind;
import topo.api.yaml.Values;
import topo.api.yaml.YamlMap;
import topo.reconcilers.link.Interface;
import topo.reconcilers.link.InterfaceYaml;

/**
 * <pre>
 * bridges:
 *   - name: br0
 *     addresses: [10.0.0.1/24]
 *     stp: false
 *     ageingTime: 300
 * </pre>
 * What is left out has the kernel's default.
 */
public final class BridgeKind implements Kind<Bridge> {
    /** BR_DEFAULT_AGEING_TIME and br_dev_setup's forward_delay. */
    private static final int AGEING_TIME = 300;
    private static final int FORWARD_DELAY = 15;
    private static final int MOST_AGEING_TIME = 1_000_000;

    @Override
    public String list() {
        return "bridges";
    }

    @Override
    public String name() {
        return Bridge.KIND;
    }

    @Override
    public Bridge read(YamlMap entry) {
        Interface link = InterfaceYaml.read(entry, false);
        boolean stp = entry.get("stp", false, Values.bool());
        boolean vlanFiltering = entry.get("vlanFiltering", false, Values.bool());
        int ageingTime = entry.get("ageingTime", AGEING_TIME, Values.integer(0, MOST_AGEING_TIME));
        int forwardDelay = entry.get("forwardDelay", FORWARD_DELAY, Values.integer(0, 30));
        boolean multicastSnooping = entry.get("multicastSnooping", true, Values.bool());
        if (stp && forwardDelay < 2) {
            entry.problem("forwardDelay", "the spanning tree protocol needs a forward delay from 2 to 30 seconds");
        }
        return link == null ? null : new Bridge(link, stp, vlanFiltering, ageingTime, forwardDelay, multicastSnooping);
    }

    @Override
    public void check(Bridge declared, YamlMap entry, Resources all) {
        InterfaceYaml.check(declared.link(), entry, all);
    }
}
