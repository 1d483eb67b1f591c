package dev.tarn.storage.parquet.encoding;

import dev.tarn.storage.parquet.encoding.simd.VectorUnpacking;

/// Numbers packed bit by bit, from the lowest bit of each byte up, as arrays.
///
/// All functions take the position of the first bit in `bytes`, may read beyond the last packed bit
/// but never beyond the array, and leave checks of the packed range to their callers. Eight values
/// of `width` bits are `width` bytes, so the loops work on blocks of eight that begin at a byte;
/// what is before the first and behind the last is taken one by one.
///
/// Source: Parquet format, Encodings.md, "Run Length Encoding / Bit-Packing Hybrid".
final class BitUnpacking {
    private static final int BLOCK = 8;

    private BitUnpacking() {}

    /// Unpacks `count` values of `width` bits, 1 to 32, into `target` from `offset` on.
    static void unpack(byte[] bytes, long bit, int width, int[] target, int offset, int count) {
        long at = bit;
        int i = 0;
        for (; i < count && (at & 7) != 0; i++, at += width) {
            target[offset + i] = (int) one(bytes, at, width);
        }
        int position = (int) (at >>> 3);
        int blocks = (count - i) / BLOCK;
        int done = blocks(bytes, position, width, target, offset + i, blocks);
        i += done * BLOCK;
        at += (long) done * BLOCK * width;
        for (; i < count; i++, at += width) {
            target[offset + i] = (int) one(bytes, at, width);
        }
    }

    /// Unpacks up to `blocks` blocks and returns how many: those that whole words can be read for.
    private static int blocks(
            byte[] bytes, int position, int width, int[] target, int offset, int blocks) {
        if (!Simd.isUsed()) {
            return scalarBlocks(bytes, position, width, target, offset, blocks);
        }
        int done = VectorUnpacking.blocks(bytes, position, width, target, offset, blocks);
        return done
                + scalarBlocks(
                        bytes,
                        position + done * width,
                        width,
                        target,
                        offset + done * BLOCK,
                        blocks - done);
    }

    static int scalarBlocks(
            byte[] bytes, int position, int width, int[] target, int offset, int blocks) {
        int readable = bytes.length - 2 * Long.BYTES - position;
        int possible = readable < width ? 0 : Math.min(blocks, readable / width);
        if (width <= 8) {
            narrow(bytes, position, width, target, offset, possible);
        } else if (width <= 16) {
            halves(bytes, position, width, target, offset, possible);
        } else if (width == 31) {
            singles(bytes, position, width, target, offset, possible);
        } else {
            pairs(bytes, position, width, target, offset, possible);
        }
        return possible;
    }

    /// A block is in one word.
    private static void narrow(
            byte[] bytes, int position, int width, int[] target, int offset, int blocks) {
        int mask = (1 << width) - 1;
        int at = position;
        int to = offset;
        for (int block = 0; block < blocks; block++) {
            long word = LittleEndian.getLong(bytes, at);
            target[to] = (int) word & mask;
            target[to + 1] = (int) (word >>> width) & mask;
            target[to + 2] = (int) (word >>> 2 * width) & mask;
            target[to + 3] = (int) (word >>> 3 * width) & mask;
            target[to + 4] = (int) (word >>> 4 * width) & mask;
            target[to + 5] = (int) (word >>> 5 * width) & mask;
            target[to + 6] = (int) (word >>> 6 * width) & mask;
            target[to + 7] = (int) (word >>> 7 * width) & mask;
            at += width;
            to += BLOCK;
        }
    }

    /// A block is in two words; the second may begin in the middle of a byte.
    private static void halves(
            byte[] bytes, int position, int width, int[] target, int offset, int blocks) {
        int mask = (1 << width) - 1;
        int second = width >>> 1;
        int shift = (width & 1) << 2;
        int at = position;
        int to = offset;
        for (int block = 0; block < blocks; block++) {
            long low = LittleEndian.getLong(bytes, at);
            long high = LittleEndian.getLong(bytes, at + second) >>> shift;
            target[to] = (int) low & mask;
            target[to + 1] = (int) (low >>> width) & mask;
            target[to + 2] = (int) (low >>> 2 * width) & mask;
            target[to + 3] = (int) (low >>> 3 * width) & mask;
            target[to + 4] = (int) high & mask;
            target[to + 5] = (int) (high >>> width) & mask;
            target[to + 6] = (int) (high >>> 2 * width) & mask;
            target[to + 7] = (int) (high >>> 3 * width) & mask;
            at += width;
            to += BLOCK;
        }
    }

    /// Each pair is in a word of its own.
    private static void pairs(
            byte[] bytes, int position, int width, int[] target, int offset, int blocks) {
        int mask = (int) ((1L << width) - 1);
        int at = position;
        int to = offset;
        for (int block = 0; block < blocks; block++) {
            long first = LittleEndian.getLong(bytes, at);
            long second = LittleEndian.getLong(bytes, at + (2 * width >>> 3)) >>> (2 * width & 7);
            long third = LittleEndian.getLong(bytes, at + (4 * width >>> 3)) >>> (4 * width & 7);
            long fourth = LittleEndian.getLong(bytes, at + (6 * width >>> 3)) >>> (6 * width & 7);
            target[to] = (int) first & mask;
            target[to + 1] = (int) (first >>> width) & mask;
            target[to + 2] = (int) second & mask;
            target[to + 3] = (int) (second >>> width) & mask;
            target[to + 4] = (int) third & mask;
            target[to + 5] = (int) (third >>> width) & mask;
            target[to + 6] = (int) fourth & mask;
            target[to + 7] = (int) (fourth >>> width) & mask;
            at += width;
            to += BLOCK;
        }
    }

    /// Two of width 31, and some of what is before them, do not fit a word.
    private static void singles(
            byte[] bytes, int position, int width, int[] target, int offset, int blocks) {
        int mask = (int) ((1L << width) - 1);
        long bit = 8L * position;
        for (int i = offset; i < offset + blocks * BLOCK; i++, bit += width) {
            long word = LittleEndian.getLong(bytes, (int) (bit >>> 3)) >>> (int) (bit & 7);
            target[i] = (int) word & mask;
        }
    }

    /// Unpacks `count` values of `width` bits, 1 to 64.
    static void unpack(byte[] bytes, long bit, int width, long[] target, int offset, int count) {
        long at = bit;
        for (int i = 0; i < count; i++, at += width) {
            target[offset + i] = one(bytes, at, width);
        }
    }

    /// The value of `width` bits, 1 to 64, at `bit`.
    static long one(byte[] bytes, long bit, int width) {
        int at = (int) (bit >>> 3);
        int shift = (int) (bit & 7);
        long word = at <= bytes.length - 8 ? LittleEndian.getLong(bytes, at) : tail(bytes, at);
        word >>>= shift;
        if (shift + width > 64) {
            word |= (long) bytes[at + 8] << 64 - shift;
        }
        return width == 64 ? word : word & (1L << width) - 1;
    }

    private static long tail(byte[] bytes, int at) {
        long word = 0;
        for (int i = 0; at + i < bytes.length; i++) {
            word |= (bytes[at + i] & 0xffL) << 8 * i;
        }
        return word;
    }
}
