package dev.tarn.engine.window;

import dev.tarn.columnar.DataType;
import dev.tarn.columnar.FlatVector;
import dev.tarn.columnar.Interleave;
import dev.tarn.columnar.LongVector;
import dev.tarn.columnar.Vector;
import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.SqlException;
import dev.tarn.engine.physical.WindowCall;
import dev.tarn.engine.physical.WindowFunction.Pick;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// Values of other rows: which row it is for each row, or none.
final class Picks {
    private static final int NONE = -1;

    private final Section section;
    private final WindowCall call;
    private final FlatVector values;
    private final Candidates candidates;
    private final int[] picked;

    private Picks(Section section, WindowCall call) {
        this.section = section;
        this.call = call;
        this.values = section.column(call.arguments().getFirst());
        this.candidates = Candidates.of(values, call.ignoreNulls());
        section.reserve(20L * section.rowCount());
        this.picked = new int[section.rowCount()];
    }

    /// @throws SqlException INVALID_ARGUMENTS where a distance or a number is out of range
    static Vector compute(Pick pick, WindowCall call, DataType type, Section section) {
        Picks picks = new Picks(section, call);
        switch (pick) {
            case LEAD -> picks.look(true);
            case LAG -> picks.look(false);
            case FIRST_VALUE -> picks.first();
            case LAST_VALUE -> picks.last();
            case NTH_VALUE -> picks.nth();
        }
        Vector result = picks.values(type, pick == Pick.LEAD || pick == Pick.LAG);
        section.reserve(-20L * section.rowCount());
        return result;
    }

    /// Values at the rows picked; where none is, the default if there is one.
    private Vector values(DataType type, boolean mayHaveDefault) {
        FlatVector otherwise =
                mayHaveDefault && call.arguments().size() > 2
                        ? section.column(call.arguments().get(2))
                        : null;
        int[] sources = new int[picked.length];
        for (int row = 0; row < picked.length; row++) {
            if (picked[row] == NONE) {
                sources[row] = otherwise == null ? NONE : 1;
                picked[row] = row;
            }
        }
        List<FlatVector> from = otherwise == null ? List.of(values) : List.of(values, otherwise);
        return Interleave.of(type, from, sources, picked, picked.length);
    }

    private @Nullable FlatVector numbers() {
        return call.arguments().size() > 1 ? section.column(call.arguments().get(1)) : null;
    }

    private void look(boolean ahead) {
        FlatVector distances = numbers();
        for (int partition = 0; partition < section.partitionCount(); partition++) {
            int from = section.partitions()[partition];
            int to = section.partitions()[partition + 1];
            for (int row = from; row < to; row++) {
                long distance = distances == null ? 1 : distance(distances, row);
                picked[row] =
                        distance == 0
                                ? row
                                : ahead
                                        ? candidates.fromStart(row + 1, to, distance)
                                        : candidates.fromEnd(from, row, distance);
            }
        }
    }

    private long distance(FlatVector distances, int row) {
        if (distances.isNull(row) || ((LongVector) distances).values()[row] < 0) {
            throw new SqlException(
                    ErrorCode.INVALID_ARGUMENTS,
                    "%s takes a distance that is not null and at least 0, not %s"
                            .formatted(
                                    call.function().label(),
                                    distances.isNull(row)
                                            ? "null"
                                            : ((LongVector) distances).values()[row]));
        }
        return ((LongVector) distances).values()[row];
    }

    private void first() {
        for (int row = 0; row < picked.length; row++) {
            picked[row] = nthOfFrame(row, 1);
        }
    }

    private void last() {
        Frames frames = section.frames(call.frame());
        for (int row = 0; row < picked.length; row++) {
            int found = NONE;
            for (int range = frames.rangeCount() - 1; range >= 0 && found == NONE; range--) {
                found =
                        candidates.fromEnd(
                                frames.starts()[range][row], frames.ends()[range][row], 1);
            }
            picked[row] = found;
        }
    }

    private void nth() {
        FlatVector numbers = section.column(call.arguments().get(1));
        for (int row = 0; row < picked.length; row++) {
            if (numbers.isNull(row)) {
                picked[row] = NONE;
                continue;
            }
            long number = ((LongVector) numbers).values()[row];
            if (number < 1) {
                throw new SqlException(
                        ErrorCode.INVALID_ARGUMENTS,
                        "nth_value takes a number of at least 1, not " + number);
            }
            picked[row] = nthOfFrame(row, number);
        }
    }

    private int nthOfFrame(int row, long number) {
        Frames frames = section.frames(call.frame());
        long left = number;
        for (int range = 0; range < frames.rangeCount(); range++) {
            int start = frames.starts()[range][row];
            int end = frames.ends()[range][row];
            int count = candidates.count(start, end);
            if (left <= count) {
                return candidates.fromStart(start, end, left);
            }
            left -= count;
        }
        return NONE;
    }

    /// The rows that count: all of them, or those without a null. `before[row]` of them stand
    /// before `row`; both arrays are null where all rows count.
    private record Candidates(int @Nullable [] rows, int @Nullable [] before) {

        static Candidates of(FlatVector values, boolean ignoreNulls) {
            if (!ignoreNulls || !values.mayHaveNulls()) {
                return new Candidates(null, null);
            }
            int length = values.length();
            int[] rows = new int[length];
            int[] before = new int[length + 1];
            int count = 0;
            for (int row = 0; row < length; row++) {
                before[row] = count;
                if (!values.isNull(row)) {
                    rows[count++] = row;
                }
            }
            before[length] = count;
            return new Candidates(rows, before);
        }

        int count(int from, int to) {
            return before == null ? to - from : before[to] - before[from];
        }

        /// The `number`th of them in `from..to`, counted from 1.
        int fromStart(int from, int to, long number) {
            if (from >= to || number > count(from, to)) {
                return NONE;
            }
            return rows == null || before == null
                    ? from + (int) number - 1
                    : rows[before[from] + (int) number - 1];
        }

        /// The same, counted from the end.
        int fromEnd(int from, int to, long number) {
            if (from >= to || number > count(from, to)) {
                return NONE;
            }
            return rows == null || before == null
                    ? to - (int) number
                    : rows[before[to] - (int) number];
        }
    }
}
