package topo.reconcilers.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import topo.reconcilers.Components;

/** What is wanted of a port's settings that a document leaves open. */
class PortTest {
    private static final Port SEEN = new Port(null, null, true, true, false, 7);

    @Test
    void vlansAreSortedAndOnce() {
        assertEquals(List.of(10, 20), new Port(null, List.of(20, 10, 20), null, null, null, null).vlans());
    }

    @Test
    void whatIsLeftOpenIsAsANewPortHasIt() {
        assertEquals(new Port(null, null, false, false, true, 7), Port.UNSET.settle(SEEN));
    }

    @Test
    void whatIsDeclaredStays() {
        Port declared = new Port(null, null, true, false, false, 9);
        assertEquals(declared, declared.settle(SEEN));
        assertEquals(declared, declared.settle(null));
    }

    @Test
    void nothingIsWantedOfWhatTheKernelDoesNotReport() {
        assertEquals(Port.UNSET, Port.UNSET.settle(Port.UNSET));
        assertNull(Port.UNSET.settle(null).orNull());
    }

    @Test
    void vlansCountOnlyWhereTheyAreDeclared() {
        Port seen = new Port(5, List.of(6), null, null, null, null);
        assertEquals(5, Port.UNSET.settle(seen).pvid());
        assertEquals(List.of(6), Port.UNSET.settle(seen).vlans());
        Port pvid = new Port(10, null, null, null, null, null).settle(seen);
        assertEquals(List.of(10, List.of()), List.of(pvid.pvid(), pvid.vlans()));
        Port tagged = new Port(null, List.of(7), null, null, null, null).settle(seen);
        assertEquals(List.of(1, List.of(7)), List.of(tagged.pvid(), tagged.vlans()));
        assertFalse(Port.UNSET.hasVlans());
        assertTrue(pvid.hasVlans());
    }

    @Test
    void everyFieldMakesADifference() {
        assertEquals(List.of(), Components.ignoredByEquals(new Port(1, List.of(2), true, true, true, 3)));
    }
}
