package dev.tarn.engine.function;

import dev.tarn.columnar.BooleanVector;
import dev.tarn.columnar.BytesVector;
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

/// 64-bit hashes of values, equal for values that [ValueOrder] calls equal; every bit is mixed.
public final class ValueHash {
    private static final long NULL = 0x6A09E667F3BCC909L;

    private ValueHash() {}

    /// The hashes of the selected rows, at their rows; nulls have one too.
    public static long[] of(Vector vector, Rows rows) {
        FlatVector flat = vector.flatten();
        long[] out = new long[rows.rowCount()];
        for (int i = 0; i < rows.selectedCount(); i++) {
            int row = rows.row(i);
            out[row] = of(flat, row);
        }
        return out;
    }

    private static long of(FlatVector flat, int row) {
        if (flat.isNull(row)) {
            return NULL;
        }
        return switch (flat) {
            case BooleanVector v -> mix(v.values()[row] ? 1 : 2);
            case IntVector v -> mix(v.values()[row]);
            case LongVector v -> mix(v.values()[row]);
            case Int128Vector v -> mix(mix(v.high()[row]) ^ v.low()[row]);
            case FloatVector v -> mix(Double.doubleToLongBits(v.values()[row] + 0.0));
            case DoubleVector v -> mix(Double.doubleToLongBits(v.values()[row] + 0.0));
            case BytesVector v -> bytes(v.data(), v.offsets()[row], v.offsets()[row + 1]);
            case ListVector v -> {
                FlatVector elements = v.elements().flatten();
                long hash = 1;
                for (int at = v.offsets()[row]; at < v.offsets()[row + 1]; at++) {
                    hash = mix(hash * 31 + of(elements, at));
                }
                yield hash;
            }
            case MapVector v -> {
                // Entries have no order, so their hashes are added.
                FlatVector keys = v.keys().flatten();
                FlatVector values = v.values().flatten();
                long hash = 2;
                for (int at = v.offsets()[row]; at < v.offsets()[row + 1]; at++) {
                    hash += mix(of(keys, at) * 31 + of(values, at));
                }
                yield mix(hash);
            }
            case StructVector v -> {
                long hash = 3;
                for (Vector field : v.fields()) {
                    hash = mix(hash * 31 + of(field.flatten(), row));
                }
                yield hash;
            }
        };
    }

    private static long bytes(byte[] data, int from, int to) {
        long hash = (long) to - from;
        for (int i = from; i < to; i++) {
            hash = (hash ^ data[i] & 0xFF) * 0x100000001B3L;
        }
        return mix(hash);
    }

    /// Stafford's variant 13 of the 64-bit finalizer of MurmurHash3.
    public static long mix(long value) {
        long hash = value + 0x9E3779B97F4A7C15L;
        hash = (hash ^ hash >>> 30) * 0xBF58476D1CE4E5B9L;
        hash = (hash ^ hash >>> 27) * 0x94D049BB133111EBL;
        return hash ^ hash >>> 31;
    }
}
