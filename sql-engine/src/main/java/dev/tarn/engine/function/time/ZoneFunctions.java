package dev.tarn.engine.function.time;

import static dev.tarn.columnar.DataType.BIGINT;
import static dev.tarn.columnar.DataType.DOUBLE;
import static dev.tarn.columnar.DataType.STRING;
import static dev.tarn.columnar.DataType.TIMESTAMP;
import static dev.tarn.columnar.DataType.TIMESTAMP_TZ;

import dev.tarn.columnar.DataType;
import dev.tarn.columnar.DataType.Timestamp;
import dev.tarn.columnar.LongVector;
import dev.tarn.columnar.Vector;
import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.SqlException;
import dev.tarn.engine.function.Args;
import dev.tarn.engine.function.Args.Bytes;
import dev.tarn.engine.function.Rows;
import dev.tarn.engine.function.ScalarFamily;
import dev.tarn.engine.function.ScalarFunction;
import dev.tarn.engine.kernel.CivilTime;
import dev.tarn.engine.kernel.ZoneShift;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;

/// Moments and the local times of zones. A timestamp with time zone is a moment and keeps no zone,
/// as in Iceberg: what is asked for in a zone is a timestamp without one.
final class ZoneFunctions {
    private static final long NANOS_PER_MICRO = 1_000;

    private ZoneFunctions() {}

    static List<ScalarFamily> families() {
        return List.of(
                withTimeZone(),
                TimeFunctions.family(
                                "at_timezone",
                                "(timestamp with time zone, varchar zone) → timestamp, the local"
                                        + " time there; also written x AT TIME ZONE zone")
                        .binder(2, 2, ZoneFunctions::bindLocal)
                        .build(),
                fromUnixTime(),
                TimeFunctions.family(
                                "from_unixtime_nanos",
                                "(bigint nanoseconds) → timestamp(9) with time zone")
                        .pure(
                                List.of(BIGINT),
                                new Timestamp(9, true),
                                (arguments, rows, context) ->
                                        new LongVector(
                                                new Timestamp(9, true),
                                                Args.longs(arguments.getFirst()),
                                                null,
                                                rows.rowCount()))
                        .build());
    }

    private static ScalarFamily withTimeZone() {
        return TimeFunctions.family(
                        "with_timezone", "(timestamp, varchar zone) → timestamp with time zone")
                .failing(
                        List.of(TIMESTAMP, STRING),
                        TIMESTAMP_TZ,
                        (arguments, rows, context) ->
                                shifted(arguments, rows, TIMESTAMP_TZ, ZoneShift::toUtc))
                .build();
    }

    private static Optional<ScalarFunction> bindLocal(List<DataType> types) {
        boolean nanos = types.getFirst() instanceof Timestamp type && type.nanos();
        DataType local = nanos ? new Timestamp(9, false) : TIMESTAMP;
        DataType moment = nanos ? new Timestamp(9, true) : TIMESTAMP_TZ;
        return Optional.of(
                ScalarFunction.of(
                                "at_timezone",
                                List.of(moment, STRING),
                                local,
                                (arguments, rows, context) ->
                                        shifted(arguments, rows, local, ZoneShift::toLocal))
                        .failing());
    }

    @FunctionalInterface
    private interface Shift {
        long micros(ZoneShift zone, long micros);
    }

    /// Times of the first argument, in microseconds or nanoseconds, moved by the zones of the
    /// second.
    private static Vector shifted(List<Vector> arguments, Rows rows, DataType type, Shift shift) {
        long[] in = Args.longs(arguments.get(0));
        Bytes zones = Args.bytes(arguments.get(1));
        long unit = ((Timestamp) type).nanos() ? NANOS_PER_MICRO : 1;
        long[] out = new long[rows.rowCount()];
        ZoneShift zone = null;
        for (int i = 0; i < rows.selectedCount(); i++) {
            int row = rows.row(i);
            if (zone == null || !zones.isConstant()) {
                zone = new ZoneShift(zone(zones, row));
            }
            long micros = Math.floorDiv(in[row], unit);
            out[row] = in[row] + (shift.micros(zone, micros) - micros) * unit;
        }
        return new LongVector(type, out, null, rows.rowCount());
    }

    private static ZoneId zone(Bytes zones, int row) {
        String name =
                new String(
                        zones.data(),
                        zones.from(row),
                        zones.to(row) - zones.from(row),
                        StandardCharsets.UTF_8);
        try {
            return ZoneId.of(name);
        } catch (DateTimeException e) {
            throw new SqlException(
                    ErrorCode.INVALID_FUNCTION_ARGUMENT, "'%s' is no time zone".formatted(name));
        }
    }

    private static ScalarFamily fromUnixTime() {
        return TimeFunctions.family(
                        "from_unixtime", "(double seconds) → timestamp(6) with time zone")
                .failing(
                        List.of(DOUBLE),
                        TIMESTAMP_TZ,
                        (arguments, rows, context) -> {
                            double[] in = Args.doubles(arguments.getFirst());
                            long[] out = new long[rows.rowCount()];
                            for (int i = 0; i < rows.selectedCount(); i++) {
                                int row = rows.row(i);
                                double micros = in[row] * CivilTime.MICROS_PER_SECOND;
                                if (!(Math.abs(micros) < 0x1p62)) {
                                    throw Moments.outOfRange(TIMESTAMP_TZ);
                                }
                                out[row] = Math.round(micros);
                            }
                            return new LongVector(TIMESTAMP_TZ, out);
                        })
                .build();
    }
}
