package dev.tarn.storage.parquet.encoding;

import java.util.Arrays;

/// Parquet's hybrid of run lengths and bit-packed groups: dictionary ids, levels and booleans.
///
/// ```
/// run    = header value                header: length << 1, as varint; value in whole bytes
/// packed = header group…               header: groups << 1 | 1; a group is 8 values of the width
/// ```
///
/// Values are at most 32 bits wide, packed from the lowest bit; the last group may lack its
/// padding. Reading past the end throws [PageException]. One thread.
///
/// Source: Parquet format, Encodings.md, "Run Length Encoding / Bit-Packing Hybrid".
public final class RunDecoder {
    private static final int GROUP = 8;

    private final byte[] bytes;
    private final int end;
    private final int bitWidth;
    private int position;

    private int runLeft;
    private int runValue;
    private int packedLeft;
    private long bitPosition;

    /// Reads `bytes` from `start` to `end`, which it borrows.
    ///
    /// @throws PageException if the width is not 0 to 32
    public RunDecoder(byte[] bytes, int start, int end, int bitWidth) {
        if (bitWidth < 0 || bitWidth > 32) {
            throw new PageException("Values of %d bits, of 32 at most".formatted(bitWidth));
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
        return runLength() >= count ? runValue : -1;
    }

    /// How many of the next values are known to be equal to [#runValue]; 0 where packed values
    /// follow. Nothing is taken.
    public int runLength() {
        if (runLeft == 0 && packedLeft == 0) {
            nextRun();
        }
        return runLeft;
    }

    /// The value of the run that [#runLength] has told of.
    public int runValue() {
        return runValue;
    }

    /// Decodes `count` values into `target` from `offset` on.
    public void read(int[] target, int offset, int count) {
        int at = offset;
        int left = count;
        while (left > 0) {
            int length = ready(left);
            if (runLeft > 0) {
                Arrays.fill(target, at, at + length, runValue);
            } else {
                BitUnpacking.unpack(bytes, bitPosition, bitWidth, target, at, length);
            }
            take(length);
            at += length;
            left -= length;
        }
    }

    /// Decodes `count` values of one bit.
    void read(boolean[] target, int offset, int count) {
        int at = offset;
        int left = count;
        while (left > 0) {
            int length = ready(left);
            if (runLeft > 0) {
                Arrays.fill(target, at, at + length, runValue != 0);
            } else {
                Bits.unpack(bytes, bitPosition, target, at, length);
            }
            take(length);
            at += length;
            left -= length;
        }
    }

    /// Sets the bit `from + i` of `words` where the `i`-th of the next `count` values, which are of
    /// one bit, is 1; `words` has only zeros there. Returns how many are 1.
    int readBits(long[] words, int from, int count) {
        int at = from;
        int left = count;
        int ones = 0;
        while (left > 0) {
            int length = ready(left);
            if (runLeft == 0) {
                ones += Bits.copy(bytes, bitPosition, words, at, length);
            } else if (runValue != 0) {
                Ones.fill(words, at, length);
                ones += length;
            }
            take(length);
            at += length;
            left -= length;
        }
        return ones;
    }

    /// Passes over `count` values without unpacking them.
    public void skip(int count) {
        int left = count;
        while (left > 0) {
            int length = ready(left);
            take(length);
            left -= length;
        }
    }

    /// Passes over `count` values and returns how many of them are `value`.
    int skipCounting(int count, int value) {
        int left = count;
        int found = 0;
        while (left > 0) {
            int length = ready(left);
            if (runLeft > 0) {
                found += runValue == value ? length : 0;
            } else {
                found += countPacked(length, value);
            }
            take(length);
            left -= length;
        }
        return found;
    }

    private int countPacked(int length, int value) {
        if (bitWidth == 1) {
            int ones = Bits.count(bytes, bitPosition, length);
            return value == 1 ? ones : length - ones;
        }
        int found = 0;
        for (int i = 0; i < length; i++) {
            long bit = bitPosition + (long) i * bitWidth;
            found += BitUnpacking.one(bytes, bit, bitWidth) == value ? 1 : 0;
        }
        return found;
    }

    /// How many of the next `wanted` values are in the current run, which is the next one where
    /// none is left of it.
    private int ready(int wanted) {
        if (runLeft == 0 && packedLeft == 0) {
            nextRun();
        }
        return Math.min(wanted, runLeft > 0 ? runLeft : packedLeft);
    }

    private void take(int length) {
        if (runLeft > 0) {
            runLeft -= length;
        } else {
            packedLeft -= length;
            bitPosition += (long) length * bitWidth;
        }
    }

    private void nextRun() {
        if (bitWidth == 0) {
            runLeft = Integer.MAX_VALUE;
            runValue = 0;
            return;
        }
        int header = header();
        int length = header >>> 1;
        if (length == 0) {
            throw new PageException("A run of no values");
        }
        if ((header & 1) == 0) {
            int width = (bitWidth + 7) >>> 3;
            if (width > end - position) {
                throw new PageException("The value of a run ends early");
            }
            int value = 0;
            for (int i = 0; i < width; i++) {
                value |= (bytes[position++] & 0xff) << 8 * i;
            }
            if (bitWidth < 32 && value >>> bitWidth != 0) {
                throw new PageException(
                        "A run of %d among values of %d bits".formatted(value, bitWidth));
            }
            runValue = value;
            runLeft = length;
            return;
        }
        long packedBytes = (long) length * bitWidth;
        bitPosition = 8L * position;
        // Writers may leave out the padding of the last group.
        long available = Math.min(packedBytes, end - (long) position);
        packedLeft = (int) Math.min((long) length * GROUP, available * 8 / bitWidth);
        if (packedLeft <= 0) {
            throw new PageException("Packed values end early");
        }
        position += (int) available;
    }

    private int header() {
        int value = 0;
        for (int shift = 0; shift < 35; shift += 7) {
            if (position >= end) {
                throw new PageException("Runs end before their values do");
            }
            int next = bytes[position++];
            value |= (next & 0x7f) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw new PageException("The header of a run is longer than 5 bytes");
    }
}
