package dev.tarn.engine.function.time;

import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.SqlException;
import dev.tarn.engine.kernel.CivilTime;

import java.util.Arrays;
import java.util.Locale;

/// The units that date_trunc, date_add and date_diff know.
enum TimeUnit {
    MICROSECOND(1, 0),
    MILLISECOND(1_000, 0),
    SECOND(1_000_000, 0),
    MINUTE(60_000_000, 0),
    HOUR(3_600_000_000L, 0),
    DAY(CivilTime.MICROS_PER_DAY, 0),
    WEEK(7 * CivilTime.MICROS_PER_DAY, 0),
    MONTH(0, 1),
    QUARTER(0, 3),
    YEAR(0, 12);

    private static final long MAX_MONTHS = 12L * 600_000;

    private final long micros;
    private final int months;

    TimeUnit(long micros, int months) {
        this.micros = micros;
        this.months = months;
    }

    /// The unit of a name in any case.
    static TimeUnit of(String name) {
        for (TimeUnit unit : values()) {
            if (unit.name().equalsIgnoreCase(name)) {
                return unit;
            }
        }
        throw new SqlException(
                ErrorCode.INVALID_FUNCTION_ARGUMENT,
                "'%s' is no unit of time; there are %s"
                        .formatted(name, Arrays.toString(values()).toLowerCase(Locale.ROOT)));
    }

    boolean isBelowDay() {
        return ordinal() < DAY.ordinal();
    }

    /// The start of the unit that local `time` falls into.
    long truncate(long time) {
        if (this == WEEK) {
            long days = Math.floorDiv(time, CivilTime.MICROS_PER_DAY);
            return (days - CivilTime.dayOfWeek(days) + 1) * CivilTime.MICROS_PER_DAY;
        }
        if (months == 0) {
            return Math.floorDiv(time, micros) * micros;
        }
        long civil = CivilTime.civil(Math.floorDiv(time, CivilTime.MICROS_PER_DAY));
        int month = (CivilTime.month(civil) - 1) / months * months + 1;
        return CivilTime.days(CivilTime.year(civil), month, 1) * CivilTime.MICROS_PER_DAY;
    }

    /// Local `time` moved by `count` units; months keep the day or take the last there is.
    ///
    /// @throws ArithmeticException where the result is out of range
    long add(long time, long count) {
        if (months == 0) {
            return Math.addExact(time, Math.multiplyExact(micros, count));
        }
        if (count > MAX_MONTHS || count < -MAX_MONTHS) {
            throw new ArithmeticException();
        }
        long days = Math.floorDiv(time, CivilTime.MICROS_PER_DAY);
        long ofDay = time - days * CivilTime.MICROS_PER_DAY;
        long moved = CivilTime.addMonths(days, count * months);
        return Math.addExact(Math.multiplyExact(moved, CivilTime.MICROS_PER_DAY), ofDay);
    }

    /// Whole units from local `from` to local `to`, cut towards zero.
    long between(long from, long to) {
        if (months == 0) {
            return (to - from) / micros;
        }
        long fromDays = Math.floorDiv(from, CivilTime.MICROS_PER_DAY);
        long toDays = Math.floorDiv(to, CivilTime.MICROS_PER_DAY);
        return CivilTime.monthsBetween(
                        fromDays,
                        from - fromDays * CivilTime.MICROS_PER_DAY,
                        toDays,
                        to - toDays * CivilTime.MICROS_PER_DAY)
                / months;
    }
}
