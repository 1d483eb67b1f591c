package dev.tarn.engine.columns;

import dev.tarn.columnar.Bitmaps;
import dev.tarn.columnar.BooleanVector;
import dev.tarn.columnar.BytesVector;
import dev.tarn.columnar.DataType;
import dev.tarn.columnar.DoubleVector;
import dev.tarn.columnar.FlatVector;
import dev.tarn.columnar.FloatVector;
import dev.tarn.columnar.Int128Vector;
import dev.tarn.columnar.IntVector;
import dev.tarn.columnar.ListVector;
import dev.tarn.columnar.LongVector;
import dev.tarn.columnar.MapVector;
import dev.tarn.columnar.StructVector;
import dev.tarn.columnar.Vector;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/// Several vectors of one type, one behind the other, as one.
public final class Concatenation {
    private Concatenation() {}

    /// The values of all `pieces`, which are of `type`, in order; a single piece as it is.
    public static FlatVector of(DataType type, List<? extends FlatVector> pieces) {
        if (pieces.size() == 1) {
            return pieces.getFirst();
        }
        long total = 0;
        for (FlatVector piece : pieces) {
            total += piece.length();
        }
        int length = Buffers.grow(0, total) >= total ? (int) total : 0;
        long @Nullable [] validity = validity(pieces, length);
        return switch (type.physical()) {
            case BOOLEAN -> {
                boolean[] values = new boolean[length];
                copy(pieces, values, piece -> ((BooleanVector) piece).values());
                yield new BooleanVector(type, values, validity, length);
            }
            case INT -> {
                int[] values = new int[length];
                copy(pieces, values, piece -> ((IntVector) piece).values());
                yield new IntVector(type, values, validity, length);
            }
            case LONG -> {
                long[] values = new long[length];
                copy(pieces, values, piece -> ((LongVector) piece).values());
                yield new LongVector(type, values, validity, length);
            }
            case FLOAT -> {
                float[] values = new float[length];
                copy(pieces, values, piece -> ((FloatVector) piece).values());
                yield new FloatVector(type, values, validity, length);
            }
            case DOUBLE -> {
                double[] values = new double[length];
                copy(pieces, values, piece -> ((DoubleVector) piece).values());
                yield new DoubleVector(type, values, validity, length);
            }
            case INT128 -> {
                long[] high = new long[length];
                long[] low = new long[length];
                copy(pieces, high, piece -> ((Int128Vector) piece).high());
                copy(pieces, low, piece -> ((Int128Vector) piece).low());
                yield new Int128Vector(type, high, low, validity, length);
            }
            case BYTES -> bytes(type, pieces, validity, length);
            case LIST -> lists((DataType.ListOf) type, pieces, validity, length);
            case MAP -> maps((DataType.MapOf) type, pieces, validity, length);
            case STRUCT -> structs((DataType.StructOf) type, pieces, validity, length);
        };
    }

    /// The values array of a piece.
    private interface Values {
        Object of(FlatVector piece);
    }

    private static void copy(List<? extends FlatVector> pieces, Object target, Values values) {
        int at = 0;
        for (FlatVector piece : pieces) {
            System.arraycopy(values.of(piece), 0, target, at, piece.length());
            at += piece.length();
        }
    }

    private static long @Nullable [] validity(List<? extends FlatVector> pieces, int length) {
        boolean anyNull = false;
        for (FlatVector piece : pieces) {
            anyNull |= piece.mayHaveNulls();
        }
        if (!anyNull) {
            return null;
        }
        long[] validity = Bitmaps.allSet(length);
        int at = 0;
        for (FlatVector piece : pieces) {
            long[] words = piece.validity();
            if (words != null) {
                for (int row = 0; row < piece.length(); row++) {
                    if (!Bitmaps.isSet(words, row)) {
                        Bitmaps.clear(validity, at + row);
                    }
                }
            }
            at += piece.length();
        }
        return validity;
    }

    private static FlatVector bytes(
            DataType type,
            List<? extends FlatVector> pieces,
            long @Nullable [] validity,
            int length) {
        int[] offsets = new int[length + 1];
        long total = 0;
        int at = 0;
        for (FlatVector piece : pieces) {
            int[] from = ((BytesVector) piece).offsets();
            for (int row = 0; row < piece.length(); row++) {
                offsets[++at] = (int) (total + from[row + 1] - from[0]);
            }
            total += (long) from[piece.length()] - from[0];
            Buffers.grow(0, total);
        }
        byte[] data = new byte[(int) total];
        at = 0;
        for (FlatVector piece : pieces) {
            BytesVector bytes = (BytesVector) piece;
            int start = bytes.offsets()[0];
            int byteCount = bytes.offsets()[bytes.length()] - start;
            System.arraycopy(bytes.data(), start, data, at, byteCount);
            at += byteCount;
        }
        return new BytesVector(type, data, offsets, validity, length);
    }

    /// Where the children of each row end, and the children themselves without what lies around
    /// them.
    private record Children(int[] offsets, List<FlatVector> pieces) {}

    private interface Child {
        Vector of(FlatVector piece);
    }

    private interface Offsets {
        int[] of(FlatVector piece);
    }

    private static Children children(
            List<? extends FlatVector> pieces, int length, Offsets offsetsOf, Child child) {
        int[] offsets = new int[length + 1];
        List<FlatVector> taken = new ArrayList<>();
        int at = 0;
        int total = 0;
        for (FlatVector piece : pieces) {
            int[] from = offsetsOf.of(piece);
            int start = from[0];
            int count = from[piece.length()] - start;
            int[] rows = new int[count];
            for (int i = 0; i < count; i++) {
                rows[i] = start + i;
            }
            taken.add(child.of(piece).take(rows, count).flatten());
            for (int row = 0; row < piece.length(); row++) {
                offsets[++at] = total + from[row + 1] - start;
            }
            total = Math.addExact(total, count);
        }
        return new Children(offsets, taken);
    }

    private static FlatVector lists(
            DataType.ListOf type,
            List<? extends FlatVector> pieces,
            long @Nullable [] validity,
            int length) {
        Children children =
                children(
                        pieces,
                        length,
                        piece -> ((ListVector) piece).offsets(),
                        piece -> ((ListVector) piece).elements());
        return new ListVector(
                type, children.offsets(), of(type.element(), children.pieces()), validity, length);
    }

    private static FlatVector maps(
            DataType.MapOf type,
            List<? extends FlatVector> pieces,
            long @Nullable [] validity,
            int length) {
        Offsets offsets = piece -> ((MapVector) piece).offsets();
        Children keys = children(pieces, length, offsets, piece -> ((MapVector) piece).keys());
        Children values = children(pieces, length, offsets, piece -> ((MapVector) piece).values());
        return new MapVector(
                type,
                keys.offsets(),
                of(type.key(), keys.pieces()),
                of(type.value(), values.pieces()),
                validity,
                length);
    }

    private static FlatVector structs(
            DataType.StructOf type,
            List<? extends FlatVector> pieces,
            long @Nullable [] validity,
            int length) {
        List<Vector> fields = new ArrayList<>();
        for (int field = 0; field < type.fields().size(); field++) {
            List<FlatVector> parts = new ArrayList<>();
            for (FlatVector piece : pieces) {
                Vector part = ((StructVector) piece).fields().get(field);
                int[] rows = new int[piece.length()];
                for (int row = 0; row < rows.length; row++) {
                    rows[row] = row;
                }
                parts.add(part.take(rows, rows.length).flatten());
            }
            fields.add(of(type.fields().get(field).type(), parts));
        }
        return new StructVector(type, fields, validity, length);
    }
}
