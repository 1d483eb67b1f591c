package dev.tarn.engine.function.aggregate;

import dev.tarn.columnar.Bitmaps;
import dev.tarn.columnar.DataType;
import dev.tarn.columnar.LongVector;
import dev.tarn.columnar.Vector;
import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.SqlException;
import dev.tarn.engine.function.Accumulator;
import dev.tarn.engine.function.Args;
import dev.tarn.engine.function.GroupedAccumulator;
import dev.tarn.engine.function.GroupedRows;
import dev.tarn.engine.function.Rows;
import dev.tarn.engine.kernel.Int128;
import dev.tarn.engine.kernel.Sums;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.List;

/// Sums integers of any width into BIGINT; null for no value; overflow fails.
final class LongSumAccumulator extends LongStates implements GroupedAccumulator {
    private final Int128 runSum = new Int128();

    LongSumAccumulator() {
        super(0);
    }

    @Override
    public void add(int[] groups, List<Vector> arguments, Rows rows) {
        Vector argument = arguments.getFirst();
        long[] validity = Args.validity(argument);
        if (argument.type() == DataType.BIGINT) {
            addLongs(groups, Args.longs(argument), validity, rows);
        } else if (groupCount == 1) {
            addToOne(Args.ints(argument), validity, rows);
        } else {
            addInts(groups, Args.ints(argument), validity, rows);
        }
    }

    private void addLongs(int[] groups, long[] values, long @Nullable [] validity, Rows rows) {
        if (groupCount == 1) {
            addToOne(values, validity, rows);
            return;
        }
        for (int i = 0; i < rows.selectedCount(); i++) {
            int row = rows.row(i);
            if (Bitmaps.isSet(validity, row)) {
                int group = groups[i];
                states[group] = sum(states[group], values[row]);
                seen[group] = true;
            }
        }
    }

    @Override
    public void addGrouped(GroupedRows rows, List<Vector> arguments) {
        Vector argument = arguments.getFirst();
        long[] validity = Args.validity(argument);
        for (int at = 0; at < rows.groupCount; at++) {
            int count =
                    argument.type() == DataType.BIGINT
                            ? sumRows(Args.longs(argument), validity, rows, at)
                            : sumRows(Args.ints(argument), validity, rows, at);
            int group = rows.groups[at];
            long before = states[group];
            long low = before + runSum.low;
            if (Int128.sumHigh(before >> 63, before, runSum.high, runSum.low) != low >> 63) {
                throw overflow(before, Int128.toBigInteger(runSum.high, runSum.low));
            }
            states[group] = low;
            seen[group] |= count > 0;
        }
    }

    /// Leaves the sum of one group's rows in `runSum`; returns how many have a value.
    private int sumRows(long[] values, long @Nullable [] validity, GroupedRows rows, int at) {
        int from = rows.starts[at];
        int to = rows.starts[at + 1];
        if (validity != null) {
            return Sums.ofLongs(values, validity, rows.rows, from, to, runSum);
        }
        Sums.ofLongs(values, rows.rows, from, to, runSum);
        return to - from;
    }

    private int sumRows(int[] values, long @Nullable [] validity, GroupedRows rows, int at) {
        long sum = 0;
        int count = 0;
        for (int i = rows.starts[at]; i < rows.starts[at + 1]; i++) {
            int row = rows.rows[i];
            long valid = validity == null ? 1 : validity[row >>> 6] >>> row & 1;
            sum += values[row] & -valid;
            count += (int) valid;
        }
        runSum.set(sum >> 63, sum);
        return count;
    }

    private void addInts(int[] groups, int[] values, long @Nullable [] validity, Rows rows) {
        for (int i = 0; i < rows.selectedCount(); i++) {
            int row = rows.row(i);
            if (Bitmaps.isSet(validity, row)) {
                int group = groups[i];
                states[group] = sum(states[group], values[row]);
                seen[group] = true;
            }
        }
    }

    private void addToOne(long[] values, long @Nullable [] validity, Rows rows) {
        if (rows.selection() == null) {
            Groups.forEachRun(validity, rows.rowCount(), (from, to) -> addRun(values, from, to));
            return;
        }
        long sum = states[0];
        boolean any = false;
        for (int i = 0; i < rows.selectedCount(); i++) {
            int row = rows.row(i);
            if (Bitmaps.isSet(validity, row)) {
                sum = sum(sum, values[row]);
                any = true;
            }
        }
        states[0] = sum;
        seen[0] |= any;
    }

    /// Adds rows `from..to`, whose sum may pass the range of a long on its way.
    private void addRun(long[] values, int from, int to) {
        Sums.ofLongs(values, from, to, runSum);
        long before = states[0];
        long low = before + runSum.low;
        long high = Int128.sumHigh(before >> 63, before, runSum.high, runSum.low);
        for (int i = from; high != low >> 63 && i < to; i++) {
            // One of these fails, and says where.
            states[0] = sum(states[0], values[i]);
        }
        states[0] = low;
        seen[0] = true;
    }

    /// The sum of one batch of ints cannot overflow a long.
    private void addToOne(int[] values, long @Nullable [] validity, Rows rows) {
        if (rows.selection() == null) {
            Groups.forEachRun(validity, rows.rowCount(), (from, to) -> addRun(values, from, to));
            return;
        }
        long sum = 0;
        long count = 0;
        for (int i = 0; i < rows.selectedCount(); i++) {
            int row = rows.row(i);
            long valid = validity == null ? 1 : validity[row >>> 6] >>> row & 1;
            sum += values[row] & -valid;
            count += valid;
        }
        states[0] = sum(states[0], sum);
        seen[0] |= count > 0;
    }

    private void addRun(int[] values, int from, int to) {
        states[0] = sum(states[0], Sums.ofInts(values, from, to));
        seen[0] = true;
    }

    private static long sum(long a, long b) {
        long sum = a + b;
        if (((a ^ sum) & (b ^ sum)) < 0) {
            throw overflow(a, b);
        }
        return sum;
    }

    private static SqlException overflow(Number a, Number b) {
        return new SqlException(
                ErrorCode.NUMERIC_VALUE_OUT_OF_RANGE,
                "sum of bigint overflows: %d + %d; cast the argument to decimal(38,0)"
                        .formatted(a, b));
    }

    @Override
    public void merge(Accumulator other, int[] from, int[] to, int count) {
        LongSumAccumulator that = (LongSumAccumulator) other;
        for (int g = 0; g < count; g++) {
            states[to[g]] = sum(states[to[g]], that.states[from[g]]);
            seen[to[g]] |= that.seen[from[g]];
        }
    }

    @Override
    public Vector finish(int from, int to) {
        return new LongVector(
                DataType.BIGINT,
                Arrays.copyOfRange(states, from, to),
                Groups.validity(seen, from, to),
                to - from);
    }
}
