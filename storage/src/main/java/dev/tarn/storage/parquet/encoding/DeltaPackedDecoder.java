package dev.tarn.storage.parquet.encoding;

import java.util.Arrays;

/// Encoding DELTA_BINARY_PACKED: differences between neighbours, packed in as few bits as the
/// largest of some neighbours needs.
///
/// ```
/// page      = blockSize miniblocks count first(zigzag) block…      all varints
/// block     = leastDelta(zigzag) width{miniblocks} miniblock{miniblocks}
/// miniblock = blockSize / miniblocks deltas less leastDelta, of `width` bits each
/// ```
///
/// Miniblocks behind the last value are left out, and those of width 0 take no bytes, so that a few
/// bytes can stand for very many values: nothing here is allocated by what the page says. Sums wrap
/// around, as the format asks. One thread.
///
/// Source: Parquet format, Encodings.md, "Delta Encoding".
final class DeltaPackedDecoder {
    /// Values unpacked at a time where they are not kept as they are.
    private static final int CHUNK = 64;

    private final byte[] bytes;
    private final int end;
    private final int miniblockSize;
    private final int miniblockCount;
    private int position;

    /// Values not taken yet, the first of the page among them.
    private int left;

    private boolean firstPending;
    private long last;

    private int blockMiniblock;
    private int widths;
    private long leastDelta;
    private int width;
    private long bit;
    private int miniblockLeft;

    private final int[] unpacked = new int[CHUNK];

    /// Reads the header at the start of `page`, which is borrowed.
    DeltaPackedDecoder(PageBytes page) {
        this.bytes = page.bytes();
        this.position = page.start();
        this.end = page.end();
        long blockSize = varint();
        long miniblocks = varint();
        long count = varint();
        this.last = zigzag();
        if (miniblocks < 1
                || miniblocks > blockSize / 8
                || blockSize > Integer.MAX_VALUE
                || blockSize % (8 * miniblocks) != 0) {
            throw new PageException(
                    "Blocks of %d values in %d parts".formatted(blockSize, miniblocks));
        }
        if (count < 0 || count > Integer.MAX_VALUE) {
            throw new PageException("A page of %d values".formatted(count));
        }
        this.miniblockCount = (int) miniblocks;
        this.miniblockSize = (int) (blockSize / miniblocks);
        this.left = (int) count;
        this.firstPending = count > 0;
        this.blockMiniblock = miniblockCount;
    }

    /// Values that are left.
    int left() {
        return left;
    }

    /// Where the bytes of the last value end. Walks over all blocks and leaves nothing to read.
    int end() {
        skipValues(left, false);
        return position;
    }

    void read(int[] target, int offset, int count) {
        int at = offset;
        int until = offset + begin(count);
        if (at < until && firstPending) {
            firstPending = false;
            target[at++] = (int) last;
        }
        while (at < until) {
            int length = ready(until - at);
            if (width > 32) {
                readWide(target, at, length);
            } else {
                unpack(target, at, length);
                last = sum(target, at, length, (int) last, (int) leastDelta);
            }
            at += length;
        }
    }

    /// Replaces differences by what they add up to; returns the last.
    private static int sum(int[] target, int offset, int count, int before, int least) {
        int value = before;
        for (int i = offset; i < offset + count; i++) {
            value += target[i] + least;
            target[i] = value;
        }
        return value;
    }

    private void readWide(int[] target, int offset, int count) {
        for (int i = offset; i < offset + count; i++) {
            last += BitUnpacking.one(bytes, bit, width) + leastDelta;
            bit += width;
            target[i] = (int) last;
        }
    }

    void read(long[] target, int offset, int count) {
        int at = offset;
        int until = offset + begin(count);
        if (at < until && firstPending) {
            firstPending = false;
            target[at++] = last;
        }
        while (at < until) {
            int length = ready(Math.min(CHUNK, until - at));
            if (width > 32) {
                readWide(target, at, length);
            } else {
                unpack(unpacked, 0, length);
                last = sum(unpacked, target, at, length, last, leastDelta);
            }
            at += length;
        }
    }

    private static long sum(
            int[] deltas, long[] target, int offset, int count, long before, long least) {
        long value = before;
        for (int i = 0; i < count; i++) {
            value += (deltas[i] & 0xffffffffL) + least;
            target[offset + i] = value;
        }
        return value;
    }

    private void readWide(long[] target, int offset, int count) {
        BitUnpacking.unpack(bytes, bit, width, target, offset, count);
        bit += (long) count * width;
        long value = last;
        for (int i = offset; i < offset + count; i++) {
            value += target[i] + leastDelta;
            target[i] = value;
        }
        last = value;
    }

    private void unpack(int[] target, int offset, int count) {
        if (width == 0) {
            Arrays.fill(target, offset, offset + count, 0);
            return;
        }
        BitUnpacking.unpack(bytes, bit, width, target, offset, count);
        bit += (long) count * width;
    }

    /// Passes over `count` values. Their differences are added up all the same, but kept nowhere.
    void skip(int count) {
        skipValues(begin(count), true);
    }

    private void skipValues(int count, boolean summing) {
        int toSkip = count;
        if (!summing) {
            left -= count;
        }
        if (toSkip > 0 && firstPending) {
            firstPending = false;
            toSkip--;
        }
        while (toSkip > 0) {
            int length = ready(toSkip);
            if (summing) {
                last += length * leastDelta + packedSum(length);
            } else {
                bit += (long) length * width;
            }
            toSkip -= length;
        }
    }

    private long packedSum(int count) {
        if (width == 0) {
            return 0;
        }
        long sum = 0;
        for (int done = 0; done < count; done += CHUNK) {
            int length = Math.min(CHUNK, count - done);
            if (width > 32) {
                for (int i = 0; i < length; i++, bit += width) {
                    sum += BitUnpacking.one(bytes, bit, width);
                }
            } else {
                unpack(unpacked, 0, length);
                for (int i = 0; i < length; i++) {
                    sum += unpacked[i] & 0xffffffffL;
                }
            }
        }
        return sum;
    }

    private int begin(int count) {
        if (count > left) {
            throw new PageException(
                    "%d values asked for where the page has %d left".formatted(count, left));
        }
        left -= count;
        return count;
    }

    /// How many of the next `wanted` values are in the current miniblock, or the next one.
    private int ready(int wanted) {
        if (miniblockLeft == 0) {
            nextMiniblock();
        }
        int length = Math.min(wanted, miniblockLeft);
        miniblockLeft -= length;
        return length;
    }

    private void nextMiniblock() {
        if (blockMiniblock == miniblockCount) {
            leastDelta = zigzag();
            if (miniblockCount > end - position) {
                throw new PageException("A block ends before its bit widths do");
            }
            widths = position;
            position += miniblockCount;
            blockMiniblock = 0;
        }
        width = bytes[widths + blockMiniblock++] & 0xff;
        if (width > 64) {
            throw new PageException("Differences of %d bits".formatted(width));
        }
        long length = (long) width * miniblockSize >>> 3;
        if (length > end - position) {
            throw new PageException(
                    "A miniblock of %d bytes where %d are left".formatted(length, end - position));
        }
        bit = 8L * position;
        position += (int) length;
        miniblockLeft = miniblockSize;
    }

    private long varint() {
        long value = 0;
        for (int shift = 0; shift < 70; shift += 7) {
            if (position >= end) {
                throw new PageException("The page ends in a header");
            }
            int next = bytes[position++];
            value |= (next & 0x7fL) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw new PageException("A number in a header is longer than 10 bytes");
    }

    private long zigzag() {
        long value = varint();
        return value >>> 1 ^ -(value & 1);
    }
}
