package topo.reconcilers.link;

import java.util.HashSet;
import java.util.Set;
import topo.api.InterfaceFacts;
import topo.api.Resource;
import topo.api.Resources;

/** The bridge ports that other resources of a topology need in hairpin mode, so that the ports' own declarations may leave it open. */
public final class HairpinPorts {
    private final Set<String> titles = new HashSet<>();

    private HairpinPorts() {}

    public static HairpinPorts of(Resources all) {
        HairpinPorts ports = new HairpinPorts();
        for (Resource resource : all.all()) {
            for (InterfaceFacts port : resource.hairpinPorts(all)) {
                ports.titles.add(port.name() + port.netns().suffix());
            }
        }
        return ports;
    }

    /** The same interface, in hairpin mode if it is needed there and the document does not say otherwise. */
    public Interface settle(Interface declared) {
        boolean open = declared.master() != null && (declared.port() == null || declared.port().hairpin() == null);
        return open && titles.contains(declared.title()) ? declared.withPort((declared.port() == null ? Port.UNSET : declared.port()).withHairpin())
                : declared;
    }
}
