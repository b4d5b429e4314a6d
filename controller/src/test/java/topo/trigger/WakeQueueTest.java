package topo.trigger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import topo.api.net.NetnsName;
import topo.engine.Place;

class WakeQueueTest {
    private static final long MILLI = 1_000_000;

    /** Starts where a clock that counts on would overflow. */
    private long now = Long.MAX_VALUE - 3 * MILLI;
    private final WakeQueue queue = new WakeQueue(() -> now);
    private final Wake red = Wake.at(Set.of(Place.of(new NetnsName("red"))), Wake.EVENT);
    private final Wake blue = Wake.at(Set.of(Place.of(new NetnsName("blue"))), Wake.EVENT);

    @Test
    void waitsUntilThingsHaveSettledAndHandsThemOverTogether() {
        assertEquals(Long.MAX_VALUE, queue.nanosToNext());
        queue.offer(red);
        long begun = now;
        assertTrue(queue.take().isEmpty(), "more may come");
        now += MILLI;
        queue.offer(blue);
        queue.offer(red);
        now += MILLI;
        assertTrue(queue.take().isEmpty());
        now += WakeQueue.SETTLE_NANOS;
        WakeQueue.Batch batch = queue.take();
        assertEquals(List.of(red, blue), batch.wakes(), "each once");
        assertEquals(begun, batch.since());
        assertTrue(queue.take().isEmpty());
    }

    @Test
    void aStreamOfEventsDoesNotPutItOffForEver() {
        long begun = now;
        queue.offer(red);
        while (queue.take().isEmpty()) {
            now += MILLI;
            queue.offer(blue);
            assertTrue(now - begun <= WakeQueue.LONGEST_NANOS, "put off for too long");
        }
        assertEquals(WakeQueue.LONGEST_NANOS, now - begun);
    }

    @Test
    void whatAPersonWaitsForComesAtOnceWithAllTheRest() {
        queue.offer(red);
        queue.urge(Wake.whole("lab", Wake.COMMAND));
        assertEquals(0, queue.nanosToNext());
        assertEquals(2, queue.take().wakes().size());
    }

    @Test
    void timersFireInTheirOrderThoughTheClockOverflows() {
        queue.after(50 * MILLI, Wake.whole("b", Wake.RETRY));
        queue.after(5 * MILLI, Wake.whole("a", Wake.RETRY));
        assertEquals(5 * MILLI, queue.nanosToNext());
        assertTrue(queue.take().isEmpty());
        now += 5 * MILLI;
        assertEquals(List.of(Wake.whole("a", Wake.RETRY)), queue.take().wakes());
        assertEquals(45 * MILLI, queue.nanosToNext());
        now += 45 * MILLI;
        assertEquals(List.of(Wake.whole("b", Wake.RETRY)), queue.take().wakes());
    }

    @Test
    void aLookCoversWhatCameBeforeIt() {
        queue.offer(red);
        queue.offer(blue);
        assertEquals(List.of(red), queue.covered(red::equals));
        now += WakeQueue.SETTLE_NANOS;
        assertEquals(List.of(blue), queue.take().wakes());
    }

    @Test
    void aFloodBecomesOneWakeForEverything() {
        for (int i = 0; i < 30_000; i++) {
            queue.offer(Wake.at(Set.of(Place.link(NetnsName.HOST, "veth" + i)), Wake.EVENT));
        }
        now += WakeQueue.LONGEST_NANOS;
        List<Wake> wakes = queue.take().wakes();
        assertTrue(wakes.size() <= 10_000, "kept " + wakes.size());
        assertTrue(wakes.contains(Wake.all(Wake.EVENT)));
    }

    @Test
    @Timeout(value = 20, unit = TimeUnit.SECONDS)
    void waitingEndsWithAWakeWithTheTimeAndWithTheQueue() throws InterruptedException {
        WakeQueue real = new WakeQueue(System::nanoTime);
        real.await(Duration.ofMillis(20).toNanos());
        assertTrue(real.take().isEmpty());
        new Thread(() -> real.offer(red)).start();
        real.await(Duration.ofSeconds(10).toNanos());
        assertFalse(real.take().isEmpty());
        real.close();
        real.await(Duration.ofSeconds(10).toNanos());
        assertTrue(real.isClosed());
    }
}
