package topo.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import topo.api.Resources;
import topo.api.SurroundingsException;
import topo.api.Unseen;
import topo.api.net.NetnsName;

/** Looks that see only a part. */
class BlindnessTest {
    private static final NetnsName RED = new NetnsName("red");
    private static final Resources LAB = Thing.all("namespace red", "namespace blue", "bridge br0 mtu=9000",
            "link red:eth0 needs=namespace/red,bridge/br0", "link blue:eth0 needs=namespace/blue", "route red:default needs=link/red:eth0",
            "route blue:default needs=link/blue:eth0");
    private static final RuntimeException OVERFLOW = new IllegalStateException("list the links: ENOBUFS: answers were lost");

    private final World world = new World();
    private Resources recorded = Resources.NONE;

    private Report run(Resources desired) {
        return new Pass(world.kinds(), false).run(() -> world.look(desired, recorded));
    }

    private void haveLab() {
        assertTrue(run(LAB).converged());
        recorded = LAB;
        world.log.clear();
    }

    @Test
    void whatWasNotSeenIsNeitherMadeNorTakenForThere() {
        world.blindKinds.put("link", OVERFLOW);
        Report report = run(LAB);
        assertFalse(report.converged());
        assertEquals(List.of("create namespace red", "create namespace blue", "create bridge br0"), world.log);
        assertEquals("not seen: list the links: ENOBUFS: answers were lost", report.failures().get(Thing.id("link", "red:eth0")));
        assertEquals(2, report.failures().size());
        assertEquals(Map.of(Thing.id("route", "red:default"), "not tried: depends on link eth0 (namespace red), which failed",
                Thing.id("route", "blue:default"), "not tried: depends on link eth0 (namespace blue), which failed"), report.blocked());
        world.blindKinds.clear();
        assertTrue(run(LAB).converged());
    }

    @Test
    void nothingOfAnUnseenPartIsDeletedAndNothingThatItStandsOn() {
        haveLab();
        world.blindParts.add(Unseen.in("route", RED, "killed by signal 9"));
        Report report = run(Resources.NONE);
        assertFalse(report.converged());
        assertEquals(List.of("delete route default (namespace blue)", "delete link eth0 (namespace blue)", "delete namespace blue"), world.log);
        assertEquals(Map.of(Thing.id("route", "red:default"), "not seen: killed by signal 9"), report.failures());
        assertEquals(3, report.blocked().size(), report.blocked()::toString);
        assertEquals("not tried: route default (namespace red) depends on it and was not seen", report.blocked().get(Thing.id("namespace", "red")));
        world.blindParts.clear();
        assertTrue(run(Resources.NONE).converged());
        assertEquals(Map.of(), world.there);
    }

    @Test
    void whatWouldDisturbAnUnseenPartWaits() {
        haveLab();
        world.blindKinds.put("route", OVERFLOW);
        Report report = run(Thing.all("namespace red", "namespace blue", "bridge br0 mtu=1500",
                "link red:eth0 fixed=2 needs=namespace/red,bridge/br0", "link blue:eth0 state=down needs=namespace/blue",
                "route red:default needs=link/red:eth0", "route blue:default needs=link/blue:eth0"));
        assertEquals(List.of("update bridge br0"), world.log);
        assertEquals("not tried: route default (namespace red) depends on it and was not seen", report.blocked().get(Thing.id("link", "red:eth0")));
        assertEquals(2, report.blocked().size());
        assertEquals(2, report.failures().size());
    }

    @Test
    void anUnseenPartOfWhichNothingIsKnownIsToldAndKeepsItsNamespace() {
        world.put("namespace red");
        world.blindParts.add(Unseen.in("route", RED, "killed by signal 9"));
        Report report = run(Resources.NONE);
        assertEquals(List.of(), world.log);
        assertEquals(List.of("route (namespace red): not seen: killed by signal 9"), report.remaining());
        assertEquals(Map.of(Thing.id("namespace", "red"), "not tried: what it holds of kind route was not seen: killed by signal 9"), report.blocked());
    }

    @Test
    void withoutARecordAnUnseenKindMayBeInAnyNamespace() {
        world.put("namespace red");
        world.blindKinds.put("link", OVERFLOW);
        Report report = run(Resources.NONE);
        assertEquals(List.of(), world.log);
        assertEquals(1, report.blocked().size());
        assertFalse(report.converged());
    }

    @Test
    void aHostThatIsRightAsFarAsSeenIsNotConverged() {
        haveLab();
        world.blindParts.add(Unseen.only(Thing.id("route", "red:default"), "EIO"));
        Outlook outlook = new Pass(world.kinds(), false).observe(world.look(LAB, recorded));
        assertTrue(outlook.plan().isEmpty());
        assertFalse(outlook.isConverged());
        assertEquals(List.of("route default (namespace red): not seen: EIO"), outlook.blindness().lines());
        assertFalse(run(LAB).converged());
    }

    @Test
    void aPartThatOnlyTheSecondLookMissesIsNotVerified() {
        world.then = line -> {
            if (line.equals("create route default (namespace blue)")) {
                world.blindParts.add(Unseen.in("route", RED, "EINTR"));
            }
        };
        Report report = run(LAB);
        assertEquals(7, report.done().size());
        assertEquals(List.of("not verified: route (namespace red): not seen: EINTR"), report.remaining());
        assertFalse(report.converged());
    }

    @Test
    void whatIsSeenOnlyAfterwardsIsLeftToTheNextRun() {
        haveLab();
        world.there.remove(Thing.id("bridge", "br0"));
        world.blindKinds.put("route", OVERFLOW);
        world.there.remove(Thing.id("route", "blue:default"));
        world.then = line -> world.blindKinds.clear();
        Report report = run(LAB);
        assertEquals(List.of("create bridge br0"), world.log);
        assertEquals(2, report.failures().size());
        assertTrue(run(LAB).converged());
    }

    @Test
    void withoutTheNamespacesThereIsNoLook() {
        haveLab();
        world.blindKinds.put("namespace", OVERFLOW);
        assertEquals(OVERFLOW, assertThrows(IllegalStateException.class, () -> run(Resources.NONE)));
        world.blindKinds.put("link", new SurroundingsException("ip is not installed"));
        world.blindKinds.remove("namespace");
        assertThrows(SurroundingsException.class, () -> run(Resources.NONE));
        assertEquals(List.of(), world.log);
    }
}
