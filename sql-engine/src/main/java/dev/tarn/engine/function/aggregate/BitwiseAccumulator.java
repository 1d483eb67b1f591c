package dev.tarn.engine.function.aggregate;

import dev.tarn.columnar.Bitmaps;
import dev.tarn.columnar.DataType;
import dev.tarn.columnar.LongVector;
import dev.tarn.columnar.Vector;
import dev.tarn.engine.function.Accumulator;
import dev.tarn.engine.function.Args;
import dev.tarn.engine.function.Rows;

import java.util.Arrays;
import java.util.List;

/// Bitwise AND, OR or XOR of BIGINT values; null for no value.
final class BitwiseAccumulator implements Accumulator {
    private final Operation operation;
    private long[] bits = new long[0];
    private boolean[] seen = new boolean[0];

    enum Operation {
        AND,
        OR,
        XOR
    }

    BitwiseAccumulator(Operation operation) {
        this.operation = operation;
    }

    @Override
    public void resize(int groupCount) {
        int had = bits.length;
        if (groupCount > had) {
            int capacity = Groups.capacity(groupCount, had);
            bits = Arrays.copyOf(bits, capacity);
            Arrays.fill(bits, had, capacity, operation == Operation.AND ? -1 : 0);
            seen = Arrays.copyOf(seen, capacity);
        }
    }

    @Override
    public void add(int[] groups, List<Vector> arguments, Rows rows) {
        long[] validity = Args.validity(arguments.getFirst());
        long[] values = Args.longs(arguments.getFirst());
        for (int i = 0; i < rows.selectedCount(); i++) {
            int row = rows.row(i);
            if (Bitmaps.isSet(validity, row)) {
                add(groups[i], values[row]);
            }
        }
    }

    private void add(int group, long value) {
        seen[group] = true;
        bits[group] =
                switch (operation) {
                    case AND -> bits[group] & value;
                    case OR -> bits[group] | value;
                    case XOR -> bits[group] ^ value;
                };
    }

    @Override
    public void merge(Accumulator other, int[] from, int[] to, int count) {
        BitwiseAccumulator that = (BitwiseAccumulator) other;
        for (int g = 0; g < count; g++) {
            if (that.seen[from[g]]) {
                add(to[g], that.bits[from[g]]);
            }
        }
    }

    @Override
    public boolean mergesRepeatedly() {
        return true;
    }

    @Override
    public List<DataType> stateTypes() {
        return List.of(DataType.BIGINT);
    }

    @Override
    public List<Vector> save(int[] groups, int from, int to) {
        return List.of(States.longs(bits, seen, groups, from, to));
    }

    @Override
    public void restore(List<? extends Vector> saved, int count) {
        bits = States.longs(saved.getFirst());
        seen = States.seen(saved.getFirst(), count);
    }

    @Override
    public Vector finish(int from, int to) {
        return new LongVector(
                DataType.BIGINT,
                Arrays.copyOfRange(bits, from, to),
                Groups.validity(seen, from, to),
                to - from);
    }

    @Override
    public long sizeBytes() {
        return 9L * bits.length;
    }
}
