package dev.tarn.engine.agg;

import dev.tarn.columnar.Batch;
import dev.tarn.columnar.Bitmaps;
import dev.tarn.columnar.ConstantVector;
import dev.tarn.columnar.DictionaryVector;
import dev.tarn.columnar.DoubleVector;
import dev.tarn.columnar.FlatVector;
import dev.tarn.columnar.LongVector;
import dev.tarn.columnar.SequenceVector;
import dev.tarn.columnar.Vector;
import dev.tarn.engine.physical.AggregateCall;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// The arguments that one batch gives to each call, good until the next batch begins. A dictionary
/// of numbers, or one number, is spread into rows, once for all calls that look at it. Not
/// thread-safe.
final class ArgumentColumns {
    private final @Nullable Vector[] spread;

    /// What longs and doubles of each column are spread into, batch after batch.
    private final long[][] longRooms;

    private final double[][] doubleRooms;

    private Batch batch = new Batch(List.of(), 0);

    ArgumentColumns(List<AggregateCall> calls) {
        int count = 0;
        for (AggregateCall call : calls) {
            for (int argument : call.arguments()) {
                count = Math.max(count, argument + 1);
            }
        }
        spread = new Vector[count];
        longRooms = new long[count][0];
        doubleRooms = new double[count][0];
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
        Vector known = spread[ordinal];
        if (known == null) {
            known =
                    switch (given) {
                        case DictionaryVector coded -> spread(ordinal, coded);
                        case ConstantVector constant -> repeat(ordinal, constant);
                        case FlatVector _, SequenceVector _ -> given;
                    };
            spread[ordinal] = known;
        }
        return known;
    }

    private Vector repeat(int ordinal, ConstantVector constant) {
        int count = constant.length();
        return switch (constant.value()) {
            case LongVector one when !one.isNull(0) -> {
                long[] room = longs(ordinal, count);
                Arrays.fill(room, 0, count, one.values()[0]);
                yield new LongVector(one.type(), room, null, count);
            }
            case DoubleVector one when !one.isNull(0) -> {
                double[] room = doubles(ordinal, count);
                Arrays.fill(room, 0, count, one.values()[0]);
                yield new DoubleVector(one.type(), room, null, count);
            }
            default -> constant;
        };
    }

    private long[] longs(int ordinal, int count) {
        if (longRooms[ordinal].length < count) {
            longRooms[ordinal] = new long[count];
        }
        return longRooms[ordinal];
    }

    private double[] doubles(int ordinal, int count) {
        if (doubleRooms[ordinal].length < count) {
            doubleRooms[ordinal] = new double[count];
        }
        return doubleRooms[ordinal];
    }

    private Vector spread(int ordinal, DictionaryVector coded) {
        return switch (coded.dictionary().type().physical()) {
            case LONG -> spreadLongs(ordinal, coded, (LongVector) coded.dictionary());
            case DOUBLE -> spreadDoubles(ordinal, coded, (DoubleVector) coded.dictionary());
            case INT, INT128, FLOAT -> coded.flatten();
            case BOOLEAN, BYTES, LIST, MAP, STRUCT -> coded;
        };
    }

    private FlatVector spreadLongs(int ordinal, DictionaryVector coded, LongVector dictionary) {
        int count = coded.length();
        long[] room = longs(ordinal, count);
        long[] entries = dictionary.values();
        int[] ids = coded.ids();
        for (int row = 0; row < count; row++) {
            room[row] = entries[ids[row]];
        }
        return new LongVector(
                dictionary.type(), room, Bitmaps.take(dictionary.validity(), ids, count), count);
    }

    private FlatVector spreadDoubles(int ordinal, DictionaryVector coded, DoubleVector dictionary) {
        int count = coded.length();
        double[] room = doubles(ordinal, count);
        double[] entries = dictionary.values();
        int[] ids = coded.ids();
        for (int row = 0; row < count; row++) {
            room[row] = entries[ids[row]];
        }
        return new DoubleVector(
                dictionary.type(), room, Bitmaps.take(dictionary.validity(), ids, count), count);
    }

    long sizeBytes() {
        long bytes = 0;
        for (int ordinal = 0; ordinal < longRooms.length; ordinal++) {
            bytes += 8L * (longRooms[ordinal].length + doubleRooms[ordinal].length);
        }
        return bytes;
    }
}
