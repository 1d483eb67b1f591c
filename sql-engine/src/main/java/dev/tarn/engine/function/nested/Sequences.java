package dev.tarn.engine.function.nested;

import static dev.tarn.columnar.DataType.BIGINT;
import static dev.tarn.columnar.DataType.DATE;

import dev.tarn.columnar.DataType;
import dev.tarn.columnar.DataType.ListOf;
import dev.tarn.columnar.DataType.Timestamp;
import dev.tarn.columnar.IntVector;
import dev.tarn.columnar.ListVector;
import dev.tarn.columnar.LongVector;
import dev.tarn.columnar.Vector;
import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.SqlException;
import dev.tarn.engine.function.Args;
import dev.tarn.engine.function.FunctionContext;
import dev.tarn.engine.function.OverloadedFamily;
import dev.tarn.engine.function.Rows;
import dev.tarn.engine.function.ScalarFamily;
import dev.tarn.engine.function.ScalarFunction;
import dev.tarn.engine.kernel.CivilTime;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// `sequence(start, stop[, step])`: the values from start to stop, both included if the step meets
/// them. Without a step it is 1 or one day, downwards where stop is less than start. As in Trino,
/// one that is of more than 10,000 values, or leads away from stop, is an error.
public final class Sequences {
    private static final int MAX_VALUES = 10_000;

    /// What the arrays of one batch may hold together, so that several of them fit in a small heap.
    private static final int MAX_BATCH_VALUES = 1 << 24;

    private static final String USAGE =
            "sequence(start, stop[, step]) → array of bigint, dates or timestamps; the step of"
                    + " dates and timestamps is a literal INTERVAL, of dates one day if not given";

    /// `sequence(start, stop, bigint months, bigint micros)`, what a step that is an INTERVAL
    /// becomes: one of the two is zero.
    public static final ScalarFamily BY_INTERVAL =
            OverloadedFamily.family("sequence", USAGE)
                    .binder(4, 4, Sequences::bindInterval)
                    .build();

    private Sequences() {}

    static ScalarFamily family() {
        return OverloadedFamily.family("sequence", USAGE)
                .failing(List.of(BIGINT, BIGINT), new ListOf(BIGINT), Sequences::numbers)
                .failing(List.of(BIGINT, BIGINT, BIGINT), new ListOf(BIGINT), Sequences::numbers)
                .failing(List.of(DATE, DATE), new ListOf(DATE), Sequences::days)
                .build();
    }

    private static Optional<ScalarFunction> bindInterval(List<DataType> types) {
        DataType type = types.getFirst();
        if (type != DATE && !(type instanceof Timestamp)) {
            return Optional.empty();
        }
        return Optional.of(
                ScalarFunction.of(
                                "sequence",
                                List.of(type, type, BIGINT, BIGINT),
                                new ListOf(type),
                                Sequences::byInterval)
                        .failing());
    }

    private static Vector numbers(List<Vector> arguments, Rows rows, FunctionContext context) {
        long[] starts = Args.longs(arguments.get(0));
        long[] stops = Args.longs(arguments.get(1));
        long[] steps = arguments.size() > 2 ? Args.longs(arguments.get(2)) : null;
        Values out = new Values(rows);
        for (int i = 0; i < rows.selectedCount(); i++) {
            int row = rows.row(i);
            long step = steps == null ? towards(starts[row], stops[row]) : steps[row];
            out.append(row, starts[row], stops[row], step);
        }
        return out.finish(BIGINT);
    }

    private static long towards(long start, long stop) {
        return start <= stop ? 1 : -1;
    }

    private static Vector days(List<Vector> arguments, Rows rows, FunctionContext context) {
        int[] starts = Args.ints(arguments.get(0));
        int[] stops = Args.ints(arguments.get(1));
        Values out = new Values(rows);
        for (int i = 0; i < rows.selectedCount(); i++) {
            int row = rows.row(i);
            out.append(row, starts[row], stops[row], towards(starts[row], stops[row]));
        }
        return out.finish(DATE);
    }

    private static Vector byInterval(List<Vector> arguments, Rows rows, FunctionContext context) {
        DataType type = arguments.getFirst().type();
        long[] starts = longs(arguments.get(0));
        long[] stops = longs(arguments.get(1));
        long[] months = Args.longs(arguments.get(2));
        long[] micros = Args.longs(arguments.get(3));
        MonthSteps byMonths = MonthSteps.of(type, context);
        Values out = new Values(rows);
        for (int i = 0; i < rows.selectedCount(); i++) {
            int row = rows.row(i);
            if (months[row] != 0) {
                out.appendMonths(row, byMonths, starts[row], stops[row], months[row]);
            } else {
                out.append(row, starts[row], stops[row], step(type, micros[row]));
            }
        }
        return out.finish(type);
    }

    private static long[] longs(Vector vector) {
        return vector.type() == DATE
                ? Arrays.stream(Args.ints(vector)).asLongStream().toArray()
                : Args.longs(vector);
    }

    private static long step(DataType type, long micros) {
        if (type instanceof Timestamp timestamp) {
            return timestamp.nanos() ? Math.multiplyExact(micros, 1_000L) : micros;
        }
        if (micros % CivilTime.MICROS_PER_DAY != 0) {
            throw invalid("sequence: dates go by whole days, not by parts of a day");
        }
        return micros / CivilTime.MICROS_PER_DAY;
    }

    private static SqlException invalid(String message) {
        return new SqlException(ErrorCode.INVALID_FUNCTION_ARGUMENT, message);
    }

    /// The arrays of a batch, rows in ascending order. Owned by one call.
    private static final class Values {
        private final int[] offsets;
        private long[] values = new long[64];
        private int size;
        private int ended;

        Values(Rows rows) {
            this.offsets = new int[rows.rowCount() + 1];
        }

        void append(int row, long start, long stop, long step) {
            int count = count(start, stop, step, distance(start, stop, step));
            for (int i = 0; i < count; i++) {
                values[size + i] = start + i * step;
            }
            end(row, count);
        }

        /// How often an unsigned step fits between the two.
        private static long distance(long start, long stop, long step) {
            if (step == 0) {
                return 0;
            }
            return step > 0
                    ? Long.divideUnsigned(stop - start, step)
                    : Long.divideUnsigned(start - stop, -step);
        }

        void appendMonths(int row, MonthSteps months, long start, long stop, long step) {
            int count = count(start, stop, step, months.between(start, stop) / step);
            for (int i = 0; i < count; i++) {
                values[size + i] = months.plus(start, i * step);
            }
            end(row, count);
        }

        /// How many values there are, for which there is room then.
        private int count(long start, long stop, long step, long steps) {
            if (step == 0) {
                throw invalid("sequence: the step must not be zero");
            }
            if (step > 0 ? stop < start : stop > start) {
                throw invalid(
                        "sequence: a step %s leads away from the end, which is %s the start"
                                .formatted(
                                        step > 0 ? "upwards" : "downwards",
                                        stop < start ? "below" : "above"));
            }
            if (Long.compareUnsigned(steps, MAX_VALUES) >= 0) {
                throw invalid(
                        "sequence: %s values are asked for, at most %,d are given"
                                .formatted(
                                        Long.toUnsignedString(steps + (steps == -1 ? 0 : 1)),
                                        MAX_VALUES));
            }
            int count = (int) steps + 1;
            if (size + count > MAX_BATCH_VALUES) {
                throw new SqlException(
                        ErrorCode.EXCEEDED_MEMORY_LIMIT,
                        "sequence gives more than %,d values for one batch of rows"
                                .formatted(MAX_BATCH_VALUES));
            }
            if (size + count > values.length) {
                values = Arrays.copyOf(values, Math.max(size + count, 2 * size));
            }
            return count;
        }

        private void end(int row, int count) {
            Arrays.fill(offsets, ended + 1, row + 1, size);
            size += count;
            offsets[row + 1] = size;
            ended = row + 1;
        }

        Vector finish(DataType element) {
            Arrays.fill(offsets, ended, offsets.length, size);
            int rowCount = offsets.length - 1;
            return new ListVector(new ListOf(element), offsets, elements(element), null, rowCount);
        }

        private Vector elements(DataType element) {
            if (element != DATE) {
                return new LongVector(element, Arrays.copyOf(values, size));
            }
            int[] days = new int[size];
            for (int i = 0; i < size; i++) {
                days[i] = (int) values[i];
            }
            return new IntVector(DATE, days);
        }
    }
}
