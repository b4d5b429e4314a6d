package topo.reconcilers.sysctl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import topo.api.Field;
import topo.api.Resource;
import topo.api.ResourceId;
import topo.api.Resources;
import topo.api.net.NetnsName;
import topo.api.yaml.BadDocumentException;
import topo.api.yaml.TopologyReader;
import topo.reconcilers.DeclaredInterface;
import topo.reconcilers.DeclaredNamespace;

class SysctlKindTest {

    @Test
    void readsNumbersAndText() {
        List<Sysctl> read = read("{ name: net.ipv4.ip_forward, value: 1 }",
                "{ namespace: red, name: net/ipv4/ping_group_range, value: \"0\\t  5 \" }",
                "{ name: net.ipv4.ip_local_reserved_ports, value: \"\" }", "{ name: kernel.hostname, value: box }");
        assertEquals(List.of("1", "0 5", "", "box"), read.stream().map(Sysctl::value).toList());
        assertEquals("sysctl net.ipv4.ping_group_range (namespace red)", read.get(1).title());
        assertEquals(List.of(new Field("value", "1")), read.get(0).fields());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "{ name: net.ipv4.ip_forward }|the field \"value\" is missing",
        "{ value: 1 }|the field \"name\" is missing",
        "{ name: net.ipv4.ip_forward, value: true }|write 1",
        "{ name: net.ipv4.ip_forward, value: [1] }|expected a single value, found a list",
        "{ name: net.ipv4.ip_forward, value: \"1\\n2\" }|characters other than printable ASCII",
        "{ name: net.ipv4.ip_forward, value: \u00e9 }|other than printable ASCII",
        "{ name: net/../x, value: 1 }|a part that starts with",
        "{ namespace: red, name: kernel.hostname, value: x }|kernel.hostname is the whole host's; a namespace has only net.* of its own",
        "{ namespace: rde, name: net.ipv4.ip_forward, value: 1 }|unknown namespace \"rde\" (did you mean \"red\"?)",
        "{ name: net.ipv4.ip_forward, value: 1, valeu: 2 }|unknown field (did you mean \"value\"?)"})
    void problemsAreNamed(String entry, String message) {
        String text = assertThrows(BadDocumentException.class, () -> read(entry)).getMessage();
        assertTrue(text.contains(message), text);
    }

    @Test
    void twoSpellingsOfOneAreADuplicate() {
        String text = assertThrows(BadDocumentException.class,
                () -> read("{ name: net.ipv4.ip_forward, value: 1 }", "{ name: net/ipv4/ip_forward, value: 0 }")).getMessage();
        assertTrue(text.contains("sysctl net.ipv4.ip_forward is declared already"), text);
    }

    @Test
    void dependsOnItsNamespaceAndTheLinkItNames() {
        NetnsName red = new NetnsName("red");
        Resource link = new DeclaredInterface(red, "eth0.1", List.of());
        Resources all = new Resources(List.of(link));
        ResourceId namespace = new ResourceId("namespace", NetnsName.HOST, "red");
        assertEquals(Set.of(namespace), sysctl(red, "net.ipv4.conf.all.rp_filter").dependsOn(all));
        assertEquals(Set.of(namespace, link.id()), sysctl(red, "net.ipv4.conf.eth0/1.rp_filter").dependsOn(all));
        assertEquals(Set.of(namespace), sysctl(red, "net.ipv4.conf.eth1.rp_filter").dependsOn(all));
        assertEquals(Set.of(), sysctl(NetnsName.HOST, "net.ipv4.conf.eth0/1.rp_filter").dependsOn(all));
    }

    private static Sysctl sysctl(NetnsName netns, String name) {
        return new Sysctl(netns, SysctlName.parse(name), "1");
    }

    private static List<Sysctl> read(String... entries) {
        String text = "apiVersion: topo/v1\nkind: Topology\nmetadata: { name: lab }\nspec:\n  namespaces:\n    - name: red\n  sysctls:\n";
        for (String entry : entries) {
            text += "    - " + entry + "\n";
        }
        TopologyReader reader = new TopologyReader(List.of(new DeclaredNamespace.Reading(), new SysctlKind()));
        return reader.read("lab.yaml", text.getBytes(StandardCharsets.UTF_8)).get(0).resources().of(Sysctl.class);
    }
}
