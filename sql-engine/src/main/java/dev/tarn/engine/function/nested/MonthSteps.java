package dev.tarn.engine.function.nested;

import dev.tarn.columnar.DataType;
import dev.tarn.columnar.DataType.Timestamp;
import dev.tarn.engine.function.FunctionContext;
import dev.tarn.engine.kernel.CivilTime;
import dev.tarn.engine.kernel.ZoneShift;

import org.jspecify.annotations.Nullable;

/// Months forward and back from dates and timestamps, as these stand in vectors; of timestamps with
/// zone in the session's zone. Not thread-safe.
///
/// @param perDay how many of a vector's numbers a day has
/// @param perMicro how many of them a microsecond has, where there is a zone
record MonthSteps(long perDay, long perMicro, @Nullable ZoneShift zone) {

    static MonthSteps of(DataType type, FunctionContext context) {
        if (!(type instanceof Timestamp timestamp)) {
            return new MonthSteps(1, 1, null);
        }
        ZoneShift zone = timestamp.withZone() ? new ZoneShift(context.zone()) : null;
        return timestamp.nanos()
                ? new MonthSteps(CivilTime.NANOS_PER_DAY, 1_000, zone)
                : new MonthSteps(CivilTime.MICROS_PER_DAY, 1, zone);
    }

    /// `value` moved by months; the last day of a month that has no such day.
    ///
    /// @throws ArithmeticException where the result is out of range
    long plus(long value, long months) {
        long local = toLocal(value);
        long days = Math.floorDiv(local, perDay);
        long moved = CivilTime.addMonths(days, months);
        return toUtc(Math.addExact(Math.multiplyExact(moved, perDay), local - days * perDay));
    }

    /// Whole months between the two, cut towards zero.
    long between(long from, long to) {
        long localFrom = toLocal(from);
        long localTo = toLocal(to);
        return CivilTime.monthsBetween(
                Math.floorDiv(localFrom, perDay),
                Math.floorMod(localFrom, perDay),
                Math.floorDiv(localTo, perDay),
                Math.floorMod(localTo, perDay));
    }

    private long toLocal(long value) {
        ZoneShift shift = zone;
        return shift == null
                ? value
                : shift.toLocal(Math.floorDiv(value, perMicro)) * perMicro
                        + Math.floorMod(value, perMicro);
    }

    private long toUtc(long local) {
        ZoneShift shift = zone;
        return shift == null
                ? local
                : shift.toUtc(Math.floorDiv(local, perMicro)) * perMicro
                        + Math.floorMod(local, perMicro);
    }
}
