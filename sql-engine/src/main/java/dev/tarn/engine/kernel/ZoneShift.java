package dev.tarn.engine.kernel;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;

/// Shifts between UTC and the local time of one zone, in microseconds.
///
/// Remembers the span between two transitions that the last value fell into, so that loops over
/// neighbouring times ask the zone's rules rarely. A local time that a transition skips counts as
/// one before it; of one that occurs twice the earlier is meant, as in java.time. Not thread-safe.
public final class ZoneShift {
    private static final long SECOND = CivilTime.MICROS_PER_SECOND;

    private final ZoneRules rules;
    private long spanFrom = 1;
    private long spanTo;
    private long offset;

    public ZoneShift(ZoneId zone) {
        this.rules = zone.getRules();
        if (rules.isFixedOffset()) {
            spanFrom = Long.MIN_VALUE;
            spanTo = Long.MAX_VALUE;
            offset = rules.getOffset(Instant.EPOCH).getTotalSeconds() * SECOND;
        }
    }

    /// Local microseconds of the UTC instant `utc`.
    public long toLocal(long utc) {
        if (utc < spanFrom || utc >= spanTo) {
            findSpan(utc);
        }
        return utc + offset;
    }

    /// UTC microseconds of the local time `local`.
    public long toUtc(long local) {
        if (rules.isFixedOffset()) {
            return local - offset;
        }
        // A day away from both ends of the span no transition can be meant.
        if (spanFrom <= spanTo
                && local - offset > spanFrom + CivilTime.MICROS_PER_DAY
                && local - offset < spanTo - CivilTime.MICROS_PER_DAY) {
            return local - offset;
        }
        LocalDateTime time =
                LocalDateTime.ofEpochSecond(Math.floorDiv(local, SECOND), 0, ZoneOffset.UTC);
        long utc = local - rules.getOffset(time).getTotalSeconds() * SECOND;
        findSpan(utc);
        return utc;
    }

    private void findSpan(long utc) {
        if (rules.isFixedOffset()) {
            return;
        }
        Instant instant = Instant.ofEpochSecond(Math.floorDiv(utc, SECOND));
        offset = rules.getOffset(instant).getTotalSeconds() * SECOND;
        ZoneOffsetTransition next = rules.nextTransition(instant);
        ZoneOffsetTransition previous = rules.previousTransition(instant.plusNanos(1));
        // Bounds stay a century within the range of longs, so that a day can be added to them.
        spanFrom =
                previous == null
                        ? Long.MIN_VALUE / 2
                        : previous.getInstant().getEpochSecond() * SECOND;
        spanTo = next == null ? Long.MAX_VALUE / 2 : next.getInstant().getEpochSecond() * SECOND;
    }
}
