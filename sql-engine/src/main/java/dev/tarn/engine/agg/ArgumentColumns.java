package dev.tarn.engine.agg;

import dev.tarn.columnar.Batch;
import dev.tarn.columnar.DataType;
import dev.tarn.columnar.DictionaryVector;
import dev.tarn.columnar.Vector;
import dev.tarn.engine.physical.AggregateCall;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/// The arguments that one batch gives to each call. A dictionary of numbers that several calls look
/// at is spread into rows once for all of them. Not thread-safe.
final class ArgumentColumns {
    /// Columns that more than one call has as an argument.
    private final BitSet shared = new BitSet();

    private final @Nullable Vector[] spread;
    private Batch batch = new Batch(List.of(), 0);

    ArgumentColumns(List<AggregateCall> calls) {
        BitSet seen = new BitSet();
        for (AggregateCall call : calls) {
            for (int argument : call.arguments()) {
                (seen.get(argument) ? shared : seen).set(argument);
            }
        }
        spread = new Vector[shared.length()];
    }

    void begin(Batch next) {
        batch = next;
        Arrays.fill(spread, null);
    }

    List<Vector> of(AggregateCall call) {
        List<Vector> arguments = new ArrayList<>(call.arguments().size());
        for (int argument : call.arguments()) {
            arguments.add(column(argument));
        }
        return arguments;
    }

    private Vector column(int ordinal) {
        Vector given = batch.column(ordinal);
        if (!shared.get(ordinal)
                || !(given instanceof DictionaryVector coded)
                || !isNumber(given.type().physical())) {
            return given;
        }
        Vector known = spread[ordinal];
        if (known == null) {
            known = coded.flatten();
            spread[ordinal] = known;
        }
        return known;
    }

    private static boolean isNumber(DataType.Physical physical) {
        return switch (physical) {
            case INT, LONG, INT128, FLOAT, DOUBLE -> true;
            case BOOLEAN, BYTES, LIST, MAP, STRUCT -> false;
        };
    }
}
