package topo.trigger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class RestraintTest {
    private static final long SECOND = 1_000_000_000L;

    private final Restraint restraint = new Restraint(() -> 0.5);
    private long now = 7;

    @Test
    void eachFailureDoublesTheTimeUpToABound() {
        assertEquals(0, restraint.nanosToTry(now, false));
        long expected = Restraint.FIRST_NANOS;
        for (int i = 0; i < 40; i++) {
            restraint.failed(now);
            assertEquals(Math.min(expected, Restraint.LONGEST_NANOS), restraint.nanosToTry(now, false));
            expected = Math.min(expected * 2, Restraint.LONGEST_NANOS);
        }
        now += Restraint.LONGEST_NANOS;
        assertEquals(0, restraint.nanosToTry(now, false));
        restraint.right(now);
        restraint.failed(now);
        assertEquals(Restraint.FIRST_NANOS, restraint.nanosToTry(now, false), "once right, it starts anew");
    }

    @Test
    void theTimeIsSpreadByAFifth() {
        Restraint early = new Restraint(() -> 0);
        Restraint late = new Restraint(() -> 1);
        early.failed(now);
        late.failed(now);
        assertEquals(Restraint.FIRST_NANOS * 8 / 10, early.nanosToTry(now, false), 2);
        assertEquals(Restraint.FIRST_NANOS * 12 / 10, late.nanosToTry(now, false), 2);
    }

    @Test
    void aChangeNearbyIsAReasonToTryEarlier() {
        for (int i = 0; i < 20; i++) {
            restraint.failed(now);
        }
        assertEquals(Restraint.LONGEST_AFTER_EVENT_NANOS, restraint.nanosToTry(now, true));
    }

    @Test
    void repairsThatAreUndoneAtOnceAreBoundedAndTheFightEnds() {
        int writes = 0;
        long begun = now;
        while (now - begun < 60 * SECOND) {
            if (restraint.nanosToTry(now, true) == 0) {
                restraint.repaired(now);
                writes++;
            }
            now += SECOND / 100;
        }
        assertTrue(restraint.isContended());
        assertTrue(writes > 20, "it goes on trying: " + writes);
        assertTrue(writes <= Restraint.ALLOWANCE + 20, "writes in the first minute: " + writes);
        restraint.right(now);
        assertTrue(restraint.isContended(), "not at peace yet");
        now += restraint.nanosToPeace(now);
        restraint.right(now);
        assertFalse(restraint.isContended());
        assertTrue(restraint.isIdle(now));
    }

    @Test
    void aRepairNowAndThenIsNoFight() {
        for (int i = 0; i < 1000; i++) {
            restraint.repaired(now);
            assertEquals(0, restraint.nanosToTry(now, false));
            now += 4 * SECOND;
        }
        assertFalse(restraint.isContended());
    }
}
