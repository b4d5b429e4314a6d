package topo.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import topo.api.Owner;
import topo.api.Plan;
import topo.api.Resources;
import topo.api.SurroundingsException;

class PassTest {
    static final Resources LAB = Thing.all("namespace red", "bridge br0 mtu=9000", "link red:eth0 needs=namespace/red,bridge/br0",
            "route red:default needs=link/red:eth0", "link other");

    private final World world = new World();
    private final AtomicInteger looks = new AtomicInteger();

    @Test
    void makesItSoAndASecondPassHasNothingToDo() {
        Report report = run(LAB);
        assertTrue(report.converged());
        assertEquals(1, report.rounds().size());
        assertEquals(5, report.done().size());
        assertEquals(2, looks.get(), "one look before, one after");
        world.log.clear();
        looks.set(0);
        Report second = run(LAB);
        assertTrue(second.converged());
        assertEquals(List.of(), second.rounds());
        assertEquals(List.of(), world.log);
        assertEquals(1, looks.get(), "nothing was done, so nothing is to be verified");
    }

    @Test
    void destroyingDeletesOursAndNothingElse() {
        run(LAB);
        world.put(Thing.parse("bridge docker0"), Owner.NOBODY);
        world.put(Thing.parse("bridge theirs"), new Owner.Other("shop"));
        assertTrue(run(Resources.NONE).converged());
        assertEquals(List.of(Thing.id("bridge", "docker0"), Thing.id("bridge", "theirs")), List.copyOf(world.there.keySet()));
    }

    @Test
    void withAConflictNothingIsTouched() {
        world.put(Thing.parse("bridge br0"), Owner.NOBODY);
        Report report = run(LAB);
        assertEquals(1, report.conflicts().size());
        assertFalse(report.converged());
        assertEquals(List.of(), world.log);
    }

    @Test
    void adoptingIsDoneOnce() {
        world.put(Thing.parse("bridge br0 mtu=9000"), Owner.NOBODY);
        Pass pass = new Pass(world.kinds(), true);
        assertTrue(pass.run(() -> world.look(LAB)).converged());
        assertTrue(world.log.contains("update bridge br0"), world.log.toString());
        assertEquals(List.of(), pass.run(() -> world.look(LAB)).rounds());
    }

    @Test
    void aFailureBlocksOnlyWhatDependsOnIt() {
        world.fail("create bridge br0", "EPERM: Operation not permitted");
        Report report = run(LAB);
        assertEquals(Map.of(Thing.id("bridge", "br0"), "EPERM: Operation not permitted"), report.failures());
        String blocked = "not tried: depends on bridge br0, which failed";
        assertEquals(Map.of(Thing.id("link", "red:eth0"), blocked, Thing.id("route", "red:default"), blocked), report.blocked());
        assertEquals(List.of("create namespace red", "create bridge br0 FAILS", "create link other"), world.log);
        assertEquals(List.of(), report.remaining(), "what failed is not listed twice");
        assertFalse(report.converged());
    }

    @Test
    void aTeardownGoesOnAfterAFailure() {
        run(LAB);
        world.log.clear();
        world.fail("delete link eth0 (namespace red)", "EBUSY: Device or resource busy");
        Report report = run(Resources.NONE);
        assertEquals(List.of("delete route default (namespace red)", "delete link eth0 (namespace red) FAILS", "delete link other",
                "delete bridge br0", "delete namespace red"), world.log);
        assertEquals(Map.of(Thing.id("link", "red:eth0"), "EBUSY: Device or resource busy"), report.failures());
    }

    @Test
    void aReplacementWhoseDeletionFailsIsNotMade() {
        world.put("bridge br0 fixed=1");
        world.put("link l needs=bridge/br0");
        world.fail("delete bridge br0", "EBUSY: Device or resource busy");
        Report report = run(Thing.all("bridge br0 fixed=2", "link l needs=bridge/br0"));
        assertEquals(List.of("delete bridge br0 FAILS"), world.log);
        assertEquals(1, report.failures().size());
        assertEquals(Map.of(Thing.id("link", "l"), "not tried: depends on bridge br0, which failed"), report.blocked());
        assertEquals(1, report.rounds().size());
    }

    @Test
    void anExceptionFailsItsStepOnly() {
        world.crash("bridge", new IllegalStateException("dump of links: too short"));
        Report report = run(LAB);
        assertEquals(Map.of(Thing.id("bridge", "br0"), "dump of links: too short"), report.failures());
        assertEquals(List.of("create namespace red", "create link other"), world.log);
    }

    @Test
    void anExceptionWithoutWordsIsNamed() {
        world.crash("bridge", new NullPointerException());
        assertEquals("java.lang.NullPointerException", run(LAB).failures().get(Thing.id("bridge", "br0")));
    }

    @Test
    void wrongSurroundingsPassThroughOnlyIfNothingWasDone() {
        world.crash("namespace", new SurroundingsException("needs root"));
        assertEquals("needs root", assertThrows(SurroundingsException.class, () -> run(LAB)).getMessage());
        world.crash("link", new SurroundingsException("no veth in this kernel"));
        assertEquals("no veth in this kernel", run(LAB).failures().get(Thing.id("link", "other")));
    }

    @Test
    void whatTheKernelDropsUnforeseenIsPutBackInAnotherRound() {
        world.put("bridge br0 mtu=1500");
        world.put("link l");
        once("update bridge br0", () -> world.there.remove(Thing.id("link", "l")));
        Report report = run(Thing.all("bridge br0 mtu=9000", "link l"));
        assertTrue(report.converged());
        assertEquals(List.of("update bridge br0", "create link l"), world.log);
        assertEquals(List.of("  + link l", "Plan: 1 to add, 0 to change, 0 to replace, 0 to delete."),
                new PlanText(report.rounds().get(1), false).lines());
        assertEquals(2, report.done().size());
    }

    @Test
    void whatStaysDifferentIsNamedAfterThreeRounds() {
        world.then = line -> {
            if (line.endsWith("bridge br0")) {
                world.put("bridge br0 mtu=1500");
            }
        };
        Report report = run(Thing.all("bridge br0 mtu=9000"));
        assertEquals(3, report.rounds().size());
        assertEquals(List.of("not converged: bridge br0: mtu wanted 9000, is 1500"), report.remaining());
        assertEquals(Map.of(), report.failures());
        assertFalse(report.converged());
    }

    @Test
    void whatComesBackAndWhatGoesAwayIsNamed() {
        world.put("link old");
        world.then = line -> {
            world.put("link old");
            world.there.remove(Thing.id("link", "new"));
        };
        assertEquals(List.of("not converged: link old: is still there", "not converged: link new: is missing"),
                run(Thing.all("link new")).remaining());
    }

    @Test
    void theRestGetsItsFurtherRoundsDespiteAFailure() {
        world.put("link l");
        world.fail("create bridge bad", "EINVAL: Invalid argument");
        once("create bridge good", () -> world.there.remove(Thing.id("link", "l")));
        Report report = run(Thing.all("bridge bad", "bridge good", "link l", "route r needs=bridge/bad"));
        assertEquals(List.of("create bridge bad FAILS", "create bridge good", "create link l"), world.log);
        assertEquals(1, report.failures().size());
        assertEquals(1, report.blocked().size());
        assertEquals(List.of(), report.remaining());
    }

    @Test
    void whatNewlyDependsOnAFailureIsBlockedInALaterRound() {
        world.put("link l needs=bridge/bad");
        world.fail("create bridge bad", "EINVAL: Invalid argument");
        once("create bridge good", () -> world.there.remove(Thing.id("link", "l")));
        Report report = run(Thing.all("bridge bad", "bridge good", "link l needs=bridge/bad"));
        assertEquals("not tried: depends on bridge bad, which failed", report.blocked().get(Thing.id("link", "l")));
    }

    @Test
    void whatCouldNotBeMadeAgainIsNotDeletedToBeReplaced() {
        world.put("link l fixed=2 needs=bridge/bad");
        world.fail("create bridge bad", "EINVAL: Invalid argument");
        once("create bridge good", () -> world.put("link l fixed=1 needs=bridge/bad"));
        Report report = run(Thing.all("bridge bad", "bridge good", "link l fixed=2 needs=bridge/bad"));
        assertEquals(List.of("create bridge bad FAILS", "create bridge good"), world.log);
        assertEquals("not tried: depends on bridge bad, which failed", report.blocked().get(Thing.id("link", "l")));
        assertTrue(world.there.containsKey(Thing.id("link", "l")));
    }

    @Test
    void somethingForeignThatAppearsMeanwhileIsLeftAlone() {
        once("create link other", () -> world.put(Thing.parse("bridge br0 mtu=9000"), Owner.NOBODY));
        Report report = run(LAB);
        assertEquals(1, report.rounds().size());
        assertEquals(1, report.conflicts().size());
        assertEquals(List.of("not converged: bridge br0: exists and is not managed by topo; --adopt takes it over"), report.remaining());
    }

    @Test
    void withoutASecondLookNothingCountsAsVerified() {
        once("create route default (namespace red)", () -> world.blind = new IllegalStateException("dump of routes: ENOBUFS"));
        Report report = run(LAB);
        assertEquals(List.of("not verified: dump of routes: ENOBUFS"), report.remaining());
        assertEquals(5, report.done().size());
        assertFalse(report.converged());
    }

    @Test
    void namespacesThatGoAreKnownToTheKinds() {
        world.put("namespace red");
        world.put("namespace blue");
        Outlook outlook = new Pass(world.kinds(), false).observe(world.look(Thing.all("namespace blue")));
        assertEquals("[red]", outlook.going().toString());
    }

    @Test
    void aResourceOfAnUnknownKindIsAnError() {
        Pass pass = new Pass(world.kinds().subList(0, 2), false);
        assertThrows(IllegalArgumentException.class, () -> pass.observe(world.look(LAB)));
    }

    private Report run(Resources desired) {
        return new Pass(world.kinds(), false).run(() -> {
            looks.incrementAndGet();
            return world.look(desired);
        });
    }

    private void once(String line, Runnable effect) {
        boolean[] happened = {false};
        world.then = done -> {
            if (done.equals(line) && !happened[0]) {
                happened[0] = true;
                effect.run();
            }
        };
    }
}
