package dev.tarn.engine.function.aggregate;

import dev.tarn.columnar.Bitmaps;
import dev.tarn.columnar.DataType;
import dev.tarn.columnar.DataType.Decimal;
import dev.tarn.columnar.Int128Vector;
import dev.tarn.columnar.LongVector;
import dev.tarn.columnar.Vector;
import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.SqlException;
import dev.tarn.engine.function.Accumulator;
import dev.tarn.engine.function.Args;
import dev.tarn.engine.function.Args.Decimals;
import dev.tarn.engine.function.GroupedAccumulator;
import dev.tarn.engine.function.GroupedRows;
import dev.tarn.engine.function.Rows;
import dev.tarn.engine.kernel.Int128;
import dev.tarn.engine.kernel.Sums;

import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;

/// Sums decimals into 38 digits, or averages them at their own scale, half away from zero. Null for
/// no value; a sum of more than 38 digits fails.
class DecimalSumAccumulator implements GroupedAccumulator {
    private final Decimal result;
    private final boolean average;
    private long[] high = new long[0];
    private long[] low = new long[0];
    private long[] counts = new long[0];
    private int groupCount;
    private final Int128 runSum = new Int128();

    DecimalSumAccumulator(Decimal result, boolean average) {
        this.result = result;
        this.average = average;
    }

    @Override
    public void resize(int newGroupCount) {
        groupCount = newGroupCount;
        if (newGroupCount > low.length) {
            int capacity = Groups.capacity(newGroupCount, low.length);
            high = Arrays.copyOf(high, capacity);
            low = Arrays.copyOf(low, capacity);
            counts = Arrays.copyOf(counts, capacity);
        }
    }

    @Override
    public void add(int[] groups, List<Vector> arguments, Rows rows) {
        Vector argument = arguments.getFirst();
        long[] validity = Args.validity(argument);
        if (argument.type().physical() == DataType.Physical.INT128) {
            addWide(groups, Args.decimals(argument), validity, rows);
        } else if (groupCount == 1) {
            addToOne(Args.longs(argument), validity, rows);
        } else {
            addShort(groups, Args.longs(argument), validity, rows);
        }
    }

    @Override
    public void addGrouped(GroupedRows rows, List<Vector> arguments) {
        Vector argument = arguments.getFirst();
        long[] validity = Args.validity(argument);
        boolean wide = argument.type().physical() == DataType.Physical.INT128;
        for (int at = 0; at < rows.groupCount; at++) {
            if (wide) {
                addWide(rows, at, Args.decimals(argument), validity);
            } else {
                addShort(rows, at, Args.longs(argument), validity);
            }
        }
    }

    private void addShort(GroupedRows rows, int at, long[] values, long @Nullable [] validity) {
        int group = rows.groups[at];
        int from = rows.starts[at];
        int to = rows.starts[at + 1];
        if (validity == null) {
            Sums.ofLongs(values, rows.rows, from, to, runSum);
            counts[group] += to - from;
        } else {
            counts[group] += Sums.ofLongs(values, validity, rows.rows, from, to, runSum);
        }
        add(group, runSum.high, runSum.low);
    }

    private void addWide(GroupedRows rows, int at, Decimals values, long @Nullable [] validity) {
        int group = rows.groups[at];
        for (int i = rows.starts[at]; i < rows.starts[at + 1]; i++) {
            int row = rows.rows[i];
            if (Bitmaps.isSet(validity, row)) {
                add(group, values.high(row), values.low(row));
                counts[group]++;
            }
        }
    }

    private void addWide(int[] groups, Decimals values, long @Nullable [] validity, Rows rows) {
        for (int i = 0; i < rows.selectedCount(); i++) {
            int row = rows.row(i);
            if (Bitmaps.isSet(validity, row)) {
                add(groups[i], values.high(row), values.low(row));
                counts[groups[i]]++;
            }
        }
    }

    private void addShort(int[] groups, long[] values, long @Nullable [] validity, Rows rows) {
        if (validity == null) {
            addShort(groups, values, rows);
            return;
        }
        for (int i = 0; i < rows.selectedCount(); i++) {
            int row = rows.row(i);
            if (Bitmaps.isSet(validity, row)) {
                int group = groups[i];
                long value = values[row];
                long sum = low[group] + value;
                long carry = Long.compareUnsigned(sum, value) < 0 ? 1 : 0;
                low[group] = sum;
                high[group] += (value >> 63) + carry;
                counts[group]++;
            }
        }
    }

    private void addShort(int[] groups, long[] values, Rows rows) {
        long[] sumHigh = high;
        long[] sumLow = low;
        long[] sumCounts = counts;
        int[] selection = rows.selection();
        int count = rows.selectedCount();
        for (int i = 0; i < count; i++) {
            int group = groups[i];
            long value = values[selection == null ? i : selection[i]];
            long sum = sumLow[group] + value;
            sumLow[group] = sum;
            sumHigh[group] += (value >> 63) + (Long.compareUnsigned(sum, value) < 0 ? 1 : 0);
            sumCounts[group]++;
        }
    }

    private void addToOne(long[] values, long @Nullable [] validity, Rows rows) {
        if (rows.selection() == null) {
            Groups.forEachRun(validity, rows.rowCount(), (from, to) -> addRun(values, from, to));
            return;
        }
        long sumHigh = high[0];
        long sumLow = low[0];
        long count = 0;
        for (int i = 0; i < rows.selectedCount(); i++) {
            int row = rows.row(i);
            if (Bitmaps.isSet(validity, row)) {
                long value = values[row];
                sumLow += value;
                sumHigh += (value >> 63) + (Long.compareUnsigned(sumLow, value) < 0 ? 1 : 0);
                count++;
            }
        }
        high[0] = sumHigh;
        low[0] = sumLow;
        counts[0] += count;
    }

    private void addRun(long[] values, int from, int to) {
        Sums.ofLongs(values, from, to, runSum);
        add(0, runSum.high, runSum.low);
        counts[0] += to - from;
    }

    private void add(int group, long addHigh, long addLow) {
        long sum = Int128.sumHigh(high[group], low[group], addHigh, addLow);
        if (((high[group] ^ sum) & (addHigh ^ sum)) < 0) {
            throw new SqlException(
                    ErrorCode.NUMERIC_VALUE_OUT_OF_RANGE,
                    "%s of decimals overflows 38 digits".formatted(average ? "avg" : "sum"));
        }
        high[group] = sum;
        low[group] += addLow;
    }

    @Override
    public void merge(Accumulator other, int[] from, int[] to, int count) {
        DecimalSumAccumulator that = (DecimalSumAccumulator) other;
        for (int g = 0; g < count; g++) {
            add(to[g], that.high[from[g]], that.low[from[g]]);
            counts[to[g]] += that.counts[from[g]];
        }
    }

    @Override
    public boolean mergesRepeatedly() {
        return true;
    }

    @Override
    public List<DataType> stateTypes() {
        return List.of(DataType.BIGINT, DataType.BIGINT, DataType.BIGINT);
    }

    @Override
    public List<Vector> save(int[] groups, int from, int to) {
        return List.of(
                States.longs(high, groups, from, to),
                States.longs(low, groups, from, to),
                States.longs(counts, groups, from, to));
    }

    @Override
    public void restore(List<? extends Vector> saved, int count) {
        groupCount = count;
        high = States.longs(saved.get(0));
        low = States.longs(saved.get(1));
        counts = States.longs(saved.get(2));
    }

    @Override
    public Vector finish(int from, int to) {
        int count = to - from;
        long[] outHigh = Arrays.copyOfRange(high, from, to);
        long[] outLow = Arrays.copyOfRange(low, from, to);
        Int128 value = new Int128();
        for (int i = 0; i < count; i++) {
            value.set(outHigh[i], outLow[i]);
            if (average && counts[from + i] > 0) {
                value.divide(outHigh[i], outLow[i], 0, 0, counts[from + i]);
            }
            if (!value.fits(result.precision())) {
                throw new SqlException(
                        ErrorCode.NUMERIC_VALUE_OUT_OF_RANGE,
                        "Sum %s does not fit %s"
                                .formatted(
                                        new BigDecimal(
                                                Int128.toBigInteger(value.high, value.low),
                                                result.scale()),
                                        result));
            }
            outHigh[i] = value.high;
            outLow[i] = value.low;
        }
        long[] validity = Groups.validity(counts, 1, from, to);
        return result.physical() == DataType.Physical.LONG
                ? new LongVector(result, outLow, validity, count)
                : new Int128Vector(result, outHigh, outLow, validity, count);
    }

    @Override
    public long sizeBytes() {
        return 24L * low.length;
    }
}
