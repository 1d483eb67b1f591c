package dev.tarn.columnar;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Strings (UTF-8), binaries, fixed and UUID values: the bytes of row `i` are
/// `data[offsets[i]..offsets[i+1])`.
///
/// `offsets` has at least `length + 1` elements, never falls, and need not start at 0, so that a
/// decoded page can be cut without a copy. A null has an empty range.
public record BytesVector(
        DataType type, byte[] data, int[] offsets, long @Nullable [] validity, int length)
        implements FlatVector {
    // Not compact: javac leaves type annotations out of class files for compact constructors.
    public BytesVector(
            DataType type, byte[] data, int[] offsets, long @Nullable [] validity, int length) {
        Vectors.check(type, DataType.Physical.BYTES, length, offsets.length - 1, validity);
        this.type = type;
        this.data = data;
        this.offsets = offsets;
        this.validity = validity;
        this.length = length;
    }

    /// Bytes in the value at `row`.
    public int byteCount(int row) {
        return offsets[row + 1] - offsets[row];
    }

    /// A copy of the value at `row`; for edges, not for loops.
    public byte[] bytes(int row) {
        return Arrays.copyOfRange(data, offsets[row], offsets[row + 1]);
    }

    /// The value at `row` decoded as UTF-8; for edges, not for loops.
    public String string(int row) {
        return new String(data, offsets[row], byteCount(row), StandardCharsets.UTF_8);
    }

    @Override
    public FlatVector take(int[] rows, int count) {
        int[] takenOffsets = new int[count + 1];
        long total = 0;
        for (int i = 0; i < count; i++) {
            total += byteCount(rows[i]);
            takenOffsets[i + 1] = Math.toIntExact(total);
        }
        byte[] taken = new byte[(int) total];
        for (int i = 0; i < count; i++) {
            System.arraycopy(data, offsets[rows[i]], taken, takenOffsets[i], byteCount(rows[i]));
        }
        return new BytesVector(
                type, taken, takenOffsets, Bitmaps.take(validity, rows, count), count);
    }

    @Override
    public long sizeBytes() {
        return data.length + 4L * offsets.length + Vectors.sizeBytes(validity);
    }
}
