package topo.reconcilers.veth;

import java.util.List;
import topo.api.Resources;
import topo.api.yaml.Kind;
import topo.api.yaml.YamlList;
import topo.api.yaml.YamlMap;
import topo.api.yaml.YamlNode;
import topo.reconcilers.link.Interface;
import topo.reconcilers.link.InterfaceYaml;

/**
 * <pre>
 * veths:
 *   - endpoints:
 *       - { namespace: red, name: eth0, addresses: [10.0.0.101/24] }
 *       - { name: veth-red, bridge: br0 }
 * </pre>
 */
public final class VethKind implements Kind<Veth> {

    @Override
    public String list() {
        return "veths";
    }

    @Override
    public String name() {
        return Veth.KIND;
    }

    @Override
    public Veth read(YamlMap entry) {
        if (!entry.has("endpoints")) {
            entry.problem("the field \"endpoints\" is missing: a veth is a pair of exactly two endpoints");
            return null;
        }
        List<Interface> ends = entry.list("endpoints", node -> InterfaceYaml.read(node.asMap(), true));
        YamlNode endpoints = entry.node("endpoints");
        if (endpoints instanceof YamlList list && list.items().size() != 2) {
            endpoints.problem("a veth has exactly two endpoints, found " + list.items().size());
        }
        if (ends.size() != 2) {
            return null;
        }
        if (ends.get(0).isAt(ends.get(1))) {
            endpoints.problem("both endpoints are called " + ends.get(0).title());
            return null;
        }
        return new Veth(Veth.id(ends.get(0)), ends.get(0), ends.get(1));
    }

    @Override
    public void check(Veth declared, YamlMap entry, Resources all) {
        List<YamlNode> blocks = ((YamlList) entry.node("endpoints")).items();
        InterfaceYaml.check(declared.first(), blocks.get(0).asMap(), all);
        InterfaceYaml.check(declared.second(), blocks.get(1).asMap(), all);
    }
}
