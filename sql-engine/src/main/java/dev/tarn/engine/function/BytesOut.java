package dev.tarn.engine.function;

import dev.tarn.columnar.BytesVector;
import dev.tarn.columnar.DataType;
import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.SqlException;
import dev.tarn.engine.kernel.Int128;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;

/// Collects the byte values of one result vector, rows in ascending order.
///
/// Functions can make much of little (`replace`, `||`), and nobody reserves what they give until it
/// is kept: so there is a limit of bytes for all rows together.
///
/// Call [#start] for a row, append its bytes, go on to the next; rows left out are empty. Not
/// thread-safe.
public final class BytesOut {
    /// What one vector may take, so that several of them fit in a small heap.
    private static final int MOST_BYTES = 128 << 20;

    /// Of a long.
    private static final int MOST_DIGITS = 19;

    private final int[] offsets;
    private byte[] data;
    private int size;
    private int row;

    /// For `rowCount` rows, with room for `expectedBytes` before it grows.
    public BytesOut(int rowCount, int expectedBytes) {
        this.offsets = new int[rowCount + 1];
        this.data = new byte[Math.max(16, Math.min(expectedBytes, MOST_BYTES))];
    }

    /// Ends the row before and begins `nextRow`, which must be greater.
    public void start(int nextRow) {
        int[] ends = offsets;
        for (int at = row; at < nextRow; at++) {
            ends[at + 1] = size;
        }
        row = nextRow;
    }

    public void append(byte b) {
        ensure(1);
        data[size++] = b;
    }

    public void append(byte[] bytes, int from, int to) {
        int count = to - from;
        ensure(count);
        System.arraycopy(bytes, from, data, size, count);
        size += count;
    }

    /// Makes room for `count` bytes and counts them as appended; the caller writes them into the
    /// array that this gives, from the [#size] before on.
    public byte[] extend(int count) {
        ensure(count);
        size += count;
        return data;
    }

    public void append(byte[] bytes) {
        append(bytes, 0, bytes.length);
    }

    /// Appends ASCII characters.
    public void append(String ascii) {
        int count = ascii.length();
        ensure(count);
        for (int i = 0; i < count; i++) {
            data[size + i] = (byte) ascii.charAt(i);
        }
        size += count;
    }

    /// Appends a number in decimal.
    public void appendLong(long value) {
        if (value < 0) {
            if (value == Long.MIN_VALUE) {
                append("-9223372036854775808");
                return;
            }
            append((byte) '-');
        }
        long magnitude = Math.abs(value);
        int digits = 1;
        while (digits < MOST_DIGITS && magnitude >= Int128.powerLow(digits)) {
            digits++;
        }
        appendPadded(magnitude, digits);
    }

    /// Appends a number that is not negative as its last `digits` digits, zeros in front.
    public void appendPadded(long value, int digits) {
        ensure(digits);
        long rest = value;
        int at = size + digits;
        // Two at a time, which halves the divisions.
        while (at - size >= 2) {
            int pair = (int) (rest % 100);
            rest /= 100;
            data[--at] = (byte) ('0' + pair % 10);
            data[--at] = (byte) ('0' + pair / 10);
        }
        if (at > size) {
            data[size] = (byte) ('0' + rest % 10);
        }
        size += digits;
    }

    /// Appends a code point as UTF-8.
    public void appendCodePoint(int codePoint) {
        ensure(4);
        if (codePoint < 0x80) {
            data[size++] = (byte) codePoint;
            return;
        }
        if (codePoint < 0x800) {
            data[size++] = (byte) (0xC0 | codePoint >> 6);
        } else if (codePoint < 0x10000) {
            data[size++] = (byte) (0xE0 | codePoint >> 12);
            data[size++] = (byte) (0x80 | codePoint >> 6 & 0x3F);
        } else {
            data[size++] = (byte) (0xF0 | codePoint >> 18);
            data[size++] = (byte) (0x80 | codePoint >> 12 & 0x3F);
            data[size++] = (byte) (0x80 | codePoint >> 6 & 0x3F);
        }
        data[size++] = (byte) (0x80 | codePoint & 0x3F);
    }

    /// Bytes so far, of all rows.
    public int size() {
        return size;
    }

    /// The vector of all rows; this object must not be used afterwards.
    public BytesVector finish(DataType type, long @Nullable [] validity) {
        start(offsets.length - 1);
        return new BytesVector(type, data, offsets, validity, offsets.length - 1);
    }

    private void ensure(int more) {
        if (data.length - size < more) {
            data = Arrays.copyOf(data, capacity((long) size + more, 2L * data.length));
        }
    }

    /// Room for `wanted` bytes, `generous` ones if there may be so many.
    private static int capacity(long wanted, long generous) {
        if (wanted > MOST_BYTES) {
            throw new SqlException(
                    ErrorCode.EXCEEDED_MEMORY_LIMIT,
                    "The values that a function gives for one batch of rows take %d bytes; at most %d are accepted"
                            .formatted(wanted, MOST_BYTES));
        }
        return (int) Math.max(wanted, Math.min(generous, MOST_BYTES));
    }
}
