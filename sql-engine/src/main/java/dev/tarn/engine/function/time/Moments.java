package dev.tarn.engine.function.time;

import dev.tarn.columnar.DataType;
import dev.tarn.columnar.DataType.Time;
import dev.tarn.columnar.DataType.Timestamp;
import dev.tarn.columnar.IntVector;
import dev.tarn.columnar.LongVector;
import dev.tarn.columnar.Vector;
import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.SqlException;
import dev.tarn.engine.function.Args;
import dev.tarn.engine.function.FunctionContext;
import dev.tarn.engine.function.Rows;
import dev.tarn.engine.kernel.CivilTime;
import dev.tarn.engine.kernel.ZoneShift;

import java.time.LocalDateTime;
import java.time.ZoneOffset;

/// Dates, times and timestamps as microseconds of local time, and back.
final class Moments {
    private Moments() {}

    /// Local microseconds of each value: since 1970-01-01, for times since midnight. What is below
    /// a microsecond is cut.
    static long[] localMicros(Vector vector, Rows rows, FunctionContext context) {
        return switch (vector.type()) {
            case Time time -> cut(Args.longs(vector), time.precision() > 6 ? 1_000 : 1, rows);
            case Timestamp timestamp -> {
                long[] micros = cut(Args.longs(vector), timestamp.nanos() ? 1_000 : 1, rows);
                if (!timestamp.withZone()) {
                    yield micros;
                }
                ZoneShift shift = new ZoneShift(context.zone());
                long[] local = new long[rows.rowCount()];
                for (int i = 0; i < rows.selectedCount(); i++) {
                    int row = rows.row(i);
                    local[row] = shift.toLocal(micros[row]);
                }
                yield local;
            }
            default -> {
                int[] days = Args.ints(vector);
                long[] micros = new long[rows.rowCount()];
                for (int row = 0; row < micros.length; row++) {
                    micros[row] = days[row] * CivilTime.MICROS_PER_DAY;
                }
                yield micros;
            }
        };
    }

    /// The local time `micros` after 1970-01-01.
    static LocalDateTime localTime(long micros) {
        long second = Math.floorDiv(micros, CivilTime.MICROS_PER_SECOND);
        int nanos = (int) Math.floorMod(micros, CivilTime.MICROS_PER_SECOND) * 1_000;
        return LocalDateTime.ofEpochSecond(second, nanos, ZoneOffset.UTC);
    }

    /// Local days of dates and timestamps since 1970-01-01.
    static int[] localDays(Vector vector, Rows rows, FunctionContext context) {
        if (vector.type() == DataType.DATE) {
            return Args.ints(vector);
        }
        long[] micros = localMicros(vector, rows, context);
        int[] days = new int[rows.rowCount()];
        for (int row = 0; row < days.length; row++) {
            days[row] = (int) Math.floorDiv(micros[row], CivilTime.MICROS_PER_DAY);
        }
        return days;
    }

    private static long[] cut(long[] values, long unit, Rows rows) {
        if (unit == 1) {
            return values;
        }
        long[] micros = new long[rows.rowCount()];
        for (int row = 0; row < micros.length; row++) {
            micros[row] = Math.floorDiv(values[row], unit);
        }
        return micros;
    }

    /// Values of `type` from local microseconds, in place. `nanos` are what stood below a
    /// microsecond and is kept, 0 to 999, null for none.
    static Vector fromLocalMicros(
            DataType type,
            long[] micros,
            long @org.jspecify.annotations.Nullable [] nanos,
            Rows rows,
            FunctionContext context) {
        switch (type) {
            case Time time -> {
                long unit = time.precision() > 6 ? 1_000 : 1;
                for (int row = 0; row < micros.length; row++) {
                    micros[row] =
                            Math.floorMod(micros[row], CivilTime.MICROS_PER_DAY) * unit
                                    + (nanos == null ? 0 : nanos[row]);
                }
                return new LongVector(type, micros);
            }
            case Timestamp timestamp -> {
                ZoneShift shift = timestamp.withZone() ? new ZoneShift(context.zone()) : null;
                for (int i = 0; i < rows.selectedCount(); i++) {
                    int row = rows.row(i);
                    long utc = shift == null ? micros[row] : shift.toUtc(micros[row]);
                    if (timestamp.nanos()) {
                        if (Math.abs(utc) > Long.MAX_VALUE / 1_000 - 1) {
                            throw outOfRange(type);
                        }
                        utc = utc * 1_000 + (nanos == null ? 0 : nanos[row]);
                    }
                    micros[row] = utc;
                }
                return new LongVector(type, micros);
            }
            default -> {
                int[] days = new int[micros.length];
                for (int row = 0; row < days.length; row++) {
                    days[row] = (int) Math.floorDiv(micros[row], CivilTime.MICROS_PER_DAY);
                }
                return new IntVector(type, days);
            }
        }
    }

    /// What stands below a microsecond; null for types without.
    static long @org.jspecify.annotations.Nullable [] nanos(Vector vector, Rows rows) {
        boolean has =
                vector.type() instanceof Timestamp timestamp && timestamp.nanos()
                        || vector.type() instanceof Time time && time.precision() > 6;
        if (!has) {
            return null;
        }
        long[] values = Args.longs(vector);
        long[] nanos = new long[rows.rowCount()];
        for (int row = 0; row < nanos.length; row++) {
            nanos[row] = Math.floorMod(values[row], 1_000L);
        }
        return nanos;
    }

    static SqlException outOfRange(DataType type) {
        return new SqlException(
                ErrorCode.NUMERIC_VALUE_OUT_OF_RANGE, "Result is out of range for " + type);
    }
}
