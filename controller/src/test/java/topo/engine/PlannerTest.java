package topo.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import topo.api.Plan;
import topo.api.Resources;

class PlannerTest {

    @Test
    void oneStepForAllOfAKindOnALevel() {
        Plan plan = plan(new World(), Thing.all("link a", "bridge br0", "link b", "link on needs=bridge/br0", "namespace red"));
        assertEquals(List.of("namespace red", "bridge br0", "link a, link b", "link on"), steps(plan));
    }

    @Test
    void replacementsAreInBothHalves() {
        World world = new World();
        world.put("bridge br0 fixed=1");
        world.put("link gone needs=bridge/br0");
        world.put("route r needs=link/gone");
        Plan plan = plan(world, Thing.all("bridge br0 fixed=2", "bridge br1"));
        assertEquals(List.of("-route r", "-link gone", "-bridge br0", "bridge br0, bridge br1"), steps(plan));
    }

    @Test
    void theOrderOfDeletionIsThatOfWhatIsThereNotOfWhatIsWanted() {
        World world = new World();
        world.put("bridge br0 fixed=1 needs=link/below");
        world.put("link below fixed=1");
        Plan plan = plan(world, Thing.all("bridge br0 fixed=2", "link below fixed=2 needs=bridge/br0"));
        assertEquals(List.of("-bridge br0", "-link below", "bridge br0", "link below"), steps(plan));
    }

    @Test
    void aDependencyThroughWhatDoesNotChangeCounts() {
        World world = new World();
        world.put("link middle needs=route/base");
        Plan plan = plan(world, Thing.all("namespace top needs=link/middle", "link middle needs=route/base", "route base"));
        assertEquals(List.of("route base", "namespace top"), steps(plan));
    }

    @Test
    void soItDoesForDeletions() {
        World world = new World();
        world.put("bridge other");
        world.put("link middle needs=bridge/other");
        world.put("namespace base needs=link/middle");
        Resources kept = Thing.all("link middle needs=bridge/other");
        assertEquals(List.of("-namespace base", "-bridge other"), steps(plan(world, kept)));
    }

    @Test
    void anyOrderOfDeclarationGivesTheSameStepsButForTheOrderInside() {
        List<String> lines = new ArrayList<>(List.of("namespace red", "bridge red:br0 needs=namespace/red",
                "link red:a needs=bridge/red:br0", "route red:r needs=link/red:a", "link b", "route s needs=link/b"));
        List<String> first = steps(plan(new World(), Thing.all(lines.toArray(new String[0]))));
        Random random = new Random(1);
        for (int i = 0; i < 50; i++) {
            Collections.shuffle(lines, random);
            assertEquals(first, steps(plan(new World(), Thing.all(lines.toArray(new String[0])))), lines.toString());
        }
    }

    @Test
    void aChainOfTenThousandIsPlanned() {
        List<String> lines = new ArrayList<>();
        World world = new World();
        for (int i = 9_999; i >= 0; i--) {
            String needs = i == 0 ? "" : " needs=link/l" + (i - 1);
            lines.add("link l" + i + needs);
            world.put("link old" + i + (i == 0 ? "" : " needs=link/old" + (i - 1)));
        }
        List<String> steps = steps(plan(world, Thing.all(lines.toArray(new String[0]))));
        assertEquals(20_000, steps.size());
        assertEquals("-link old9999", steps.get(0));
        assertEquals("link l0", steps.get(10_000));
        assertEquals("link l9999", steps.get(19_999));
    }

    @Test
    void aCycleThatTheKernelShowsIsStillDeleted() {
        World world = new World();
        world.put("link a needs=link/b");
        world.put("link b needs=link/a");
        world.put("link c");
        List<String> steps = steps(plan(world, Resources.NONE));
        assertTrue(String.join("|", steps).contains("-link a, link b"), steps.toString());
        assertTrue(String.join("|", steps).contains("-link c"), steps.toString());
    }

    private static Plan plan(World world, Resources desired) {
        return new Pass(world.kinds(), false).observe(world.look(desired)).plan();
    }

    private static List<String> steps(Plan plan) {
        List<String> steps = new ArrayList<>();
        for (Plan.Step step : plan.steps()) {
            List<String> names = step.changes().stream().map(change -> {
                assertEquals(step.kind(), change.id().kind());
                return change.id().kind() + " " + change.id().name();
            }).toList();
            steps.add((step.deleting() ? "-" : "") + String.join(", ", names));
        }
        return steps;
    }
}
