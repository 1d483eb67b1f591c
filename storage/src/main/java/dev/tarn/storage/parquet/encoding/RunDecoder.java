package dev.tarn.storage.parquet.encoding;

import java.util.Arrays;

/// Parquet's hybrid of run lengths and bit-packed groups: dictionary ids, levels and booleans.
///
/// Source: Parquet format, Encodings.md, "Run Length Encoding / Bit-Packing Hybrid". Values are at
/// most 32 bits wide, packed from the lowest bit. Reading past the end throws
/// `IndexOutOfBoundsException`. One thread.
public final class RunDecoder {
    private static final int GROUP = 8;

    private final byte[] bytes;
    private final int end;
    private final int bitWidth;
    private int position;
    private int runLeft;
    private int packedLeft;
    private int runValue;
    private long bitPosition;

    public RunDecoder(byte[] bytes, int start, int end, int bitWidth) {
        if (bitWidth < 0 || bitWidth > 32) {
            throw new IllegalArgumentException("Bit width %d".formatted(bitWidth));
        }
        if (start < 0 || start > end || end > bytes.length) {
            throw new IndexOutOfBoundsException(
                    "Runs at %d to %d of %d bytes".formatted(start, end, bytes.length));
        }
        this.bytes = bytes;
        this.position = start;
        this.end = end;
        this.bitWidth = bitWidth;
    }

    /// If the next `count` values are one run, its value, left unread; -1 otherwise.
    public int runOf(int count) {
        if (runLeft == 0 && packedLeft == 0) {
            nextRun();
        }
        return runLeft >= count ? runValue : -1;
    }

    /// Decodes `count` values into `target` from `offset` on.
    public void read(int[] target, int offset, int count) {
        int at = offset;
        int left = count;
        while (left > 0) {
            if (runLeft > 0) {
                int length = Math.min(left, runLeft);
                Arrays.fill(target, at, at + length, runValue);
                runLeft -= length;
                at += length;
                left -= length;
            } else if (packedLeft > 0) {
                int length = Math.min(left, packedLeft);
                unpack(target, at, length);
                packedLeft -= length;
                at += length;
                left -= length;
            } else {
                nextRun();
            }
        }
    }

    /// Passes over `count` values without unpacking them.
    public void skip(int count) {
        int left = count;
        while (left > 0) {
            if (runLeft > 0) {
                int length = Math.min(left, runLeft);
                runLeft -= length;
                left -= length;
            } else if (packedLeft > 0) {
                int length = Math.min(left, packedLeft);
                bitPosition += (long) length * bitWidth;
                packedLeft -= length;
                left -= length;
            } else {
                nextRun();
            }
        }
    }

    private void nextRun() {
        if (bitWidth == 0) {
            runLeft = Integer.MAX_VALUE;
            runValue = 0;
            return;
        }
        int header = varint();
        int length = header >>> 1;
        if ((header & 1) == 0) {
            int width = (bitWidth + 7) >>> 3;
            if (length == 0 || position + width > end) {
                throw new IndexOutOfBoundsException("A run ends early");
            }
            int value = 0;
            for (int i = 0; i < width; i++) {
                value |= (bytes[position++] & 0xff) << 8 * i;
            }
            runValue = value;
            runLeft = length;
        } else {
            long packedBytes = (long) length * bitWidth;
            if (length == 0) {
                throw new IndexOutOfBoundsException("An empty bit-packed run");
            }
            bitPosition = 8L * position;
            // Writers may leave out the padding of the last group.
            long available = Math.min(packedBytes, end - (long) position);
            packedLeft = (int) Math.min((long) length * GROUP, available * 8 / bitWidth);
            if (packedLeft == 0) {
                throw new IndexOutOfBoundsException("A bit-packed run ends early");
            }
            position += (int) available;
        }
    }

    private int varint() {
        int value = 0;
        for (int shift = 0; shift < 35; shift += 7) {
            if (position >= end) {
                throw new IndexOutOfBoundsException("Runs end early");
            }
            int next = bytes[position++];
            value |= (next & 0x7f) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw new IndexOutOfBoundsException("A run header is too long");
    }

    private void unpack(int[] target, int offset, int count) {
        long mask = (1L << bitWidth) - 1;
        long bit = bitPosition;
        int width = bitWidth;
        int safe = bytes.length - 8;
        int i = 0;
        for (; i < count; i++) {
            int at = (int) (bit >>> 3);
            if (at > safe) {
                break;
            }
            long word = LittleEndian.getLong(bytes, at);
            target[offset + i] = (int) (word >>> (bit & 7) & mask);
            bit += width;
        }
        for (; i < count; i++) {
            target[offset + i] = (int) (tail(bit) & mask);
            bit += width;
        }
        bitPosition = bit;
    }

    private long tail(long bit) {
        int at = (int) (bit >>> 3);
        long word = 0;
        for (int i = 0; i < 8 && at + i < bytes.length; i++) {
            word |= (bytes[at + i] & 0xffL) << 8 * i;
        }
        return word >>> (bit & 7);
    }
}
