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
final class BitwiseAccumulator extends LongStates {
    private final Operation operation;

    enum Operation {
        AND,
        OR,
        XOR
    }

    BitwiseAccumulator(Operation operation) {
        super(operation == Operation.AND ? -1 : 0);
        this.operation = operation;
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
        states[group] =
                switch (operation) {
                    case AND -> states[group] & value;
                    case OR -> states[group] | value;
                    case XOR -> states[group] ^ value;
                };
    }

    @Override
    public void merge(Accumulator other, int[] from, int[] to, int count) {
        BitwiseAccumulator that = (BitwiseAccumulator) other;
        for (int g = 0; g < count; g++) {
            if (that.seen[from[g]]) {
                add(to[g], that.states[from[g]]);
            }
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
