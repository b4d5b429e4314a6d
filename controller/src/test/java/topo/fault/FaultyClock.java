package topo.fault;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** The wall clock, which jumps. */
public final class FaultyClock extends Clock {
    private static final Duration YEAR = Duration.ofDays(365);

    private final Script script;

    public FaultyClock(Script script) {
        this.script = script;
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return this;
    }

    @Override
    public Instant instant() {
        Fault fault = script.at("clock");
        Instant now = Instant.now();
        return fault == null ? now : fault.how() == Fault.How.AHEAD ? now.plus(YEAR) : now.minus(YEAR);
    }
}
