package topo.reconcilers.sysctl;

import topo.api.net.NetnsName;
import topo.api.yaml.Kind;
import topo.api.yaml.YamlMap;
import topo.api.yaml.YamlMap.Reader;
import topo.api.yaml.YamlScalar;
import topo.kernel.Sysctls;

/** Reads {@code - { name: net.ipv4.ip_forward, value: 1 }}. */
public final class SysctlKind implements Kind<Sysctl> {
    /** The kernel takes less than a page (proc_sys_call_handler). */
    private static final int LONGEST_VALUE = 4095;

    @Override
    public String list() {
        return "sysctls";
    }

    @Override
    public String name() {
        return Sysctl.KIND;
    }

    @Override
    public Sysctl read(YamlMap entry) {
        NetnsName netns = entry.namespace();
        SysctlName name = entry.require("name", node -> SysctlName.parse(node.asText()));
        String value = entry.require("value", value());
        if (name != null && !netns.isHost() && !name.isOfNetwork()) {
            entry.problem("name", name.dotted() + " is the whole host's; a namespace has only net.* of its own");
            return null;
        }
        return name == null || value == null ? null : new Sysctl(netns, name, value);
    }

    private static Reader<String> value() {
        return node -> {
            String value = node.asText();
            if (node instanceof YamlScalar scalar && !scalar.quoted() && (value.equals("true") || value.equals("false"))) {
                throw new IllegalArgumentException("the kernel knows numbers and text, not " + value + "; write "
                        + (value.equals("true") ? "1" : "0"));
            }
            if (value.length() > LONGEST_VALUE) {
                throw new IllegalArgumentException("is longer than " + LONGEST_VALUE + " characters");
            }
            for (int i = 0; i < value.length(); i++) {
                char c = value.charAt(i);
                if ((c < ' ' || c > '~') && c != '\t') {
                    throw new IllegalArgumentException("has characters other than printable ASCII");
                }
            }
            return Sysctls.normal(value);
        };
    }
}
