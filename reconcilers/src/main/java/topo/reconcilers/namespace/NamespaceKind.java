package topo.reconcilers.namespace;

import java.util.List;
import topo.api.Resources;
import topo.api.net.NetnsName;
import topo.api.yaml.Kind;
import topo.api.yaml.Problems;
import topo.api.yaml.Values;
import topo.api.yaml.YamlMap;

/**
 * <pre>
 * namespaces:
 *   - name: red
 *     aliases: [web, www]
 * </pre>
 */
public final class NamespaceKind implements Kind<Namespace> {

    @Override
    public String list() {
        return "namespaces";
    }

    @Override
    public String name() {
        return Namespace.KIND;
    }

    @Override
    public Namespace read(YamlMap entry) {
        NetnsName name = entry.require("name", Values.netnsName());
        List<String> aliases = entry.list("aliases", node -> hostName(node.asText()));
        return name == null ? null : new Namespace(name, aliases, true, true);
    }

    /** RFC 1123 section 2.1: letters, digits and hyphens, in labels parted by dots. */
    private static String hostName(String text) {
        boolean wellFormed = !text.isEmpty() && text.length() <= 253;
        for (String label : text.split("\\.", -1)) {
            wellFormed &= !label.isEmpty() && label.length() <= 63 && label.charAt(0) != '-' && label.charAt(label.length() - 1) != '-'
                    && label.chars().allMatch(c -> c < 128 && (Character.isLetterOrDigit(c) || c == '-'));
        }
        if (!wellFormed) {
            throw new IllegalArgumentException("\"" + Problems.printable(text, 70) + "\" is not a host name (letters, digits and \"-\" in labels parted by dots)");
        }
        return text;
    }

    @Override
    public void check(Namespace declared, YamlMap entry, Resources all) {
        for (String alias : declared.aliases()) {
            for (Namespace other : all.of(Namespace.class)) {
                if (!other.name().equals(declared.name()) && (other.aliases().contains(alias) || other.name().value().equals(alias))) {
                    entry.problem("aliases", "the name \"" + alias + "\" also stands for namespace " + other.name());
                }
            }
        }
    }
}
