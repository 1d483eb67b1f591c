package dev.tarn.storage.parquet.encoding;

import org.apache.parquet.bytes.BytesInput;

import java.io.IOException;
import java.nio.ByteBuffer;

/// The bytes `start` to `end` of an array: a decompressed page or a part of one. Borrowed.
public record PageBytes(byte[] bytes, int start, int end) {
    public PageBytes {
        if (start < 0 || start > end || end > bytes.length) {
            throw new IndexOutOfBoundsException(
                    "Bytes %d to %d of %d".formatted(start, end, bytes.length));
        }
    }

    public static PageBytes of(BytesInput input) throws IOException {
        ByteBuffer buffer = input.toByteBuffer();
        if (buffer.hasArray()) {
            int start = buffer.arrayOffset() + buffer.position();
            return new PageBytes(buffer.array(), start, start + buffer.remaining());
        }
        byte[] copy = new byte[buffer.remaining()];
        buffer.get(copy);
        return new PageBytes(copy, 0, copy.length);
    }

    /// What follows the next `length` bytes.
    public PageBytes skip(int length) {
        if (length < 0 || length > end - start) {
            throw new PageException(
                    "A section of %d bytes in a page with %d left".formatted(length, end - start));
        }
        return new PageBytes(bytes, start + length, end);
    }

    /// The next `length` bytes alone.
    public PageBytes first(int length) {
        return new PageBytes(bytes, start, skip(length).start);
    }

    public int length() {
        return end - start;
    }

    /// The number at the start, little endian.
    public int leadingInt() {
        if (end - start < 4) {
            throw new PageException("A length in a page that has ended");
        }
        return LittleEndian.getInt(bytes, start);
    }

    /// Runs of values that are at most `maxValue`.
    public RunDecoder runs(int maxValue) {
        return new RunDecoder(bytes, start, end, bitWidth(maxValue));
    }

    /// Ids of a dictionary, which follow a byte with their bit width. A section of nulls alone may
    /// leave out even that.
    public RunDecoder ids() {
        int bitWidth = length() > 0 ? bytes[start] & 0xff : 0;
        return new RunDecoder(bytes, Math.min(start + 1, end), end, bitWidth);
    }

    /// Bits that hold every number up to `maxValue`.
    static int bitWidth(int maxValue) {
        return 32 - Integer.numberOfLeadingZeros(maxValue);
    }
}
