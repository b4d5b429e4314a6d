package topo.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import topo.api.Change;
import topo.api.Plan;
import topo.api.Resources;

/** What a pass tells while it runs, and how it ends when it is asked to. */
class PassProgressTest {
    private final World world = new World();

    @Test
    void aStopBeforeTheNextRoundIsOne() {
        boolean[] stop = {false};
        world.put("link l");
        world.then = line -> {
            stop[0] = true;
            world.there.remove(Thing.id("link", "l"));
        };
        Resources wanted = Thing.all("bridge br0", "link l");
        Report report = new Pass(world.kinds(), false, Progress.NONE, () -> stop[0]).run(() -> world.look(wanted));
        assertTrue(report.stopped());
        assertEquals(1, report.rounds().size());
        assertEquals(List.of("not converged: link l: is missing"), report.remaining());
    }

    @Test
    void aStopFinishesTheStepAndNamesTheRest() {
        boolean[] stop = {false};
        world.then = line -> stop[0] |= line.equals("create bridge br0");
        world.put("link other fixed=1");
        Pass pass = new Pass(world.kinds(), false, Progress.NONE, () -> stop[0]);
        Report report = pass.run(() -> world.look(PassTest.LAB));
        assertEquals(List.of("delete link other", "create namespace red", "create bridge br0"), world.log);
        assertEquals(List.of("not done: replace link other", "not done: create link eth0 (namespace red)",
                "not done: create route default (namespace red)"), report.remaining());
        assertTrue(report.stopped());
        assertFalse(report.converged());
    }

    @Test
    void aStopAfterTheLastStepStillVerifies() {
        boolean[] stop = {false};
        world.then = line -> stop[0] |= line.startsWith("create route");
        Report report = new Pass(world.kinds(), false, Progress.NONE, () -> stop[0]).run(() -> world.look(PassTest.LAB));
        assertFalse(report.stopped());
        assertTrue(report.converged());
    }

    @Test
    void progressTellsEachChangeOnce() {
        world.put("link other fixed=1");
        world.fail("create bridge br0", "EPERM");
        List<String> heard = new ArrayList<>();
        new Pass(world.kinds(), false, new Ear(heard), () -> false).run(() -> world.look(PassTest.LAB));
        assertEquals(List.of("plan of 5", "begin link -", "end", "begin namespace +", "done + namespace red", "end", "begin bridge +",
                "failed bridge br0: EPERM", "end", "begin link +", "done -/+ link other", "end",
                "blocked link eth0 (namespace red)", "blocked route default (namespace red)"), heard);
    }

    private record Ear(List<String> heard) implements Progress {
        @Override
        public void planned(Plan plan) {
            heard.add("plan of " + plan.changes().size());
        }

        @Override
        public void begun(Plan.Step step) {
            heard.add("begin " + step.kind() + (step.deleting() ? " -" : " +"));
        }

        @Override
        public void ended(Plan.Step step) {
            heard.add("end");
        }

        @Override
        public void done(Change<?> change) {
            heard.add("done " + change.symbol() + " " + change.title());
        }

        @Override
        public void failed(Change<?> change, String message) {
            heard.add("failed " + change.title() + ": " + message);
        }

        @Override
        public void blocked(Change<?> change, String message) {
            heard.add("blocked " + change.title());
        }
    }
}
