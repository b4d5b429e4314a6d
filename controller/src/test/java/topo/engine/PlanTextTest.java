package topo.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import topo.api.Change;
import topo.api.Change.Create;
import topo.api.Change.Delete;
import topo.api.Change.Replace;
import topo.api.Change.Restore;
import topo.api.Change.Update;
import topo.api.Field;
import topo.api.Plan;
import topo.api.Plan.Step;
import topo.api.Resource;
import topo.api.ResourceId;
import topo.api.Resources;
import topo.api.net.NetnsName;

class PlanTextTest {
    private static final NetnsName RED = new NetnsName("red");
    private static final ResourceId BR0 = new ResourceId("bridge", NetnsName.HOST, "br0");

    private record Sample(ResourceId id, List<Field> fields) implements Resource {
        Sample(String kind, NetnsName netns, String name, Field... fields) {
            this(new ResourceId(kind, netns, name), List.of(fields));
        }

        @Override
        public Set<ResourceId> dependsOn(Resources all) {
            return Set.of();
        }

        @Override
        public String title() {
            return id.kind().equals("bridge") ? "the " + id : id.toString();
        }
    }

    private static final Sample VXLAN = new Sample("vxlan", NetnsName.HOST, "vx0");
    private static final Plan PLAN = new Plan(List.of(
            new Step("route", true, List.of(new Delete<>(new Sample("route", RED, "10.9.0.0/16")))),
            new Step("vxlan", true, List.of(new Replace<>(VXLAN, VXLAN, "vni cannot be changed in place"))),
            new Step("namespace", false, List.of(new Create<>(new Sample("namespace", NetnsName.HOST, "red", new Field("path", "x"))))),
            new Step("bridge", false, List.of(new Update<>(
                    new Sample("bridge", NetnsName.HOST, "br0", new Field("mtu", 1500), new Field("addresses", List.of("10.0.0.1/24")),
                            new Field("alias", "evil\033[31m\u202e")),
                    new Sample("bridge", NetnsName.HOST, "br0", new Field("mtu", 9000),
                            new Field("addresses", List.of("10.0.0.1/24", "10.0.0.2/24")))))),
            new Step("vxlan", false, List.of(new Replace<>(VXLAN, VXLAN, "vni cannot be changed in place"))),
            new Step("route", false, List.of(new Restore<>(new Sample("route", RED, "default"), BR0)))), List.of());

    @Test
    void isWhatTheManualShows() {
        assertEquals("""
                  - route 10.9.0.0/16 (namespace red)
                  + namespace red
                  ~ the bridge br0
                      mtu: 1500 -> 9000
                      addresses: [10.0.0.1/24] -> [10.0.0.1/24, 10.0.0.2/24]
                      alias: evil?[31m? -> (none)
                  -/+ vxlan vx0 (vni cannot be changed in place)
                  ~ route default (namespace red)
                      put back after the bridge br0 changes
                Plan: 1 to add, 2 to change, 1 to replace, 1 to delete.
                """.stripTrailing(), String.join("\n", new PlanText(PLAN, false).lines()).indent(0).stripTrailing());
    }

    @Test
    void colourIsOnTheSymbolOnly() {
        List<String> lines = new PlanText(PLAN, true).lines();
        assertEquals("  \033[31m-\033[0m route 10.9.0.0/16 (namespace red)", lines.get(0));
        assertEquals("  \033[32m+\033[0m namespace red", lines.get(1));
        assertEquals("  \033[33m~\033[0m the bridge br0", lines.get(2));
        assertEquals("      mtu: 1500 -> 9000", lines.get(3));
        assertEquals("  \033[33m-/+\033[0m vxlan vx0 (vni cannot be changed in place)", lines.get(6));
    }

    @Test
    void nothingToDo() {
        assertEquals(List.of("No changes."), new PlanText(new Plan(List.of(), List.of()), true).lines());
    }

    @Test
    void conflictsAreCountedAndNamed() {
        Plan.Conflict conflict = new Plan.Conflict(new ResourceId("bridge", RED, "br0"), "exists");
        PlanText text = new PlanText(new Plan(List.of(), List.of(conflict)), false);
        assertEquals(List.of("create bridge br0 (namespace red): EEXIST: exists"), text.conflicts());
        assertEquals(List.of("Plan: 0 to add, 0 to change, 0 to replace, 0 to delete, 1 in conflict."), text.lines());
    }

    @Test
    void theSumOfCountsIsTheNumberOfChanges() {
        List<Change<?>> changes = PLAN.changes();
        assertEquals(new Counts(1, 2, 1, 1), Counts.of(changes));
        assertEquals(changes.size(), Counts.of(changes).total());
    }
}
