package dev.tarn.engine.agg;

import dev.tarn.columnar.Batch;
import dev.tarn.columnar.Bitmaps;
import dev.tarn.columnar.DictionaryVector;
import dev.tarn.columnar.FlatVector;
import dev.tarn.columnar.LongVector;
import dev.tarn.columnar.Vector;
import dev.tarn.engine.physical.AggregateCall;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/// The arguments that one batch gives to each call, good until the next batch begins. A dictionary
/// of numbers that several calls look at is spread into rows once for all of them. Not thread-safe.
final class ArgumentColumns {
    /// Columns that more than one call has as an argument.
    private final BitSet shared = new BitSet();

    private final @Nullable Vector[] spread;

    /// What longs of each shared column are spread into, batch after batch.
    private final long[][] rooms;

    private Batch batch = new Batch(List.of(), 0);

    ArgumentColumns(List<AggregateCall> calls) {
        BitSet seen = new BitSet();
        for (AggregateCall call : calls) {
            for (int argument : call.arguments()) {
                (seen.get(argument) ? shared : seen).set(argument);
            }
        }
        spread = new Vector[shared.length()];
        rooms = new long[shared.length()][0];
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
        if (!shared.get(ordinal) || !(given instanceof DictionaryVector coded)) {
            return given;
        }
        Vector known = spread[ordinal];
        if (known == null) {
            known = spread(ordinal, coded);
            spread[ordinal] = known;
        }
        return known;
    }

    private Vector spread(int ordinal, DictionaryVector coded) {
        return switch (coded.dictionary().type().physical()) {
            case LONG -> spreadLongs(ordinal, coded, (LongVector) coded.dictionary());
            case INT, INT128, FLOAT, DOUBLE -> coded.flatten();
            case BOOLEAN, BYTES, LIST, MAP, STRUCT -> coded;
        };
    }

    private FlatVector spreadLongs(int ordinal, DictionaryVector coded, LongVector dictionary) {
        int count = coded.length();
        if (rooms[ordinal].length < count) {
            rooms[ordinal] = new long[count];
        }
        long[] room = rooms[ordinal];
        long[] entries = dictionary.values();
        int[] ids = coded.ids();
        for (int row = 0; row < count; row++) {
            room[row] = entries[ids[row]];
        }
        return new LongVector(
                dictionary.type(), room, Bitmaps.take(dictionary.validity(), ids, count), count);
    }

    long sizeBytes() {
        long bytes = 0;
        for (long[] room : rooms) {
            bytes += 8L * room.length;
        }
        return bytes;
    }
}
