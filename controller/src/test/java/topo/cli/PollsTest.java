package topo.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Set;
import org.junit.jupiter.api.Test;
import topo.api.net.NetnsName;
import topo.engine.Place;

class PollsTest {
    private static final long SECOND = 1_000_000_000L;
    private static final Set<Place> SOMEWHERE = Set.of(Place.of(NetnsName.HOST));

    private long now = Long.MAX_VALUE - SECOND;
    private long cost;
    private int looks;
    private final Polls polls = new Polls(() -> now);

    private Set<Place> look() {
        now += cost;
        looks++;
        return SOMEWHERE;
    }

    @Test
    void cheapOnesAreTakenAtTheLeastInterval() {
        polls.add(SECOND, 10 * SECOND, this::look);
        assertEquals(SECOND, polls.nanosToNext());
        assertEquals(Set.of(), polls.run());
        now += SECOND;
        assertEquals(0, polls.nanosToNext());
        assertEquals(SOMEWHERE, polls.run());
        assertEquals(Set.of(), polls.run());
        assertEquals(SECOND, polls.nanosToNext());
        assertEquals(1, looks);
    }

    @Test
    void dearOnesAreTakenMoreRarelyButNotForgotten() {
        polls.add(SECOND, 10 * SECOND, this::look);
        cost = SECOND / 250;
        now += SECOND;
        polls.run();
        assertEquals(4 * SECOND, polls.nanosToNext());
        cost = SECOND;
        now += 4 * SECOND;
        polls.run();
        assertEquals(10 * SECOND, polls.nanosToNext());
    }

    @Test
    void oneThatFailsKeepsNoOtherFromItsLook() {
        polls.add(SECOND, SECOND, () -> {
            throw new IllegalStateException("unseen");
        });
        polls.add(SECOND, SECOND, this::look);
        now += SECOND;
        assertEquals(SOMEWHERE, polls.run());
        assertEquals(SECOND, polls.nanosToNext());
    }
}
