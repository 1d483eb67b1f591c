package dev.tarn.storage.parquet.encoding;

/// Encoding BYTE_STREAM_SPLIT: the first bytes of all values, then their second bytes, and so on.
///
/// Source: Parquet format, Encodings.md, "Byte Stream Split".
final class SplitValues implements PageValues {
    private static final int BLOCK = 8;

    private final byte[] bytes;
    private final int start;
    private final int width;
    private final int count;
    private int position;

    /// `width` is the length of each value in bytes.
    SplitValues(PageBytes page, int width) {
        int length = page.end() - page.start();
        if (width <= 0 || length % width != 0) {
            throw new PageException("%d bytes of values of %d each".formatted(length, width));
        }
        this.bytes = page.bytes();
        this.start = page.start();
        this.width = width;
        this.count = length / width;
    }

    @Override
    public void read(RawValues target, int wanted) {
        need(wanted);
        target.grow(target.count + wanted);
        int from = start + position;
        int to = target.count;
        switch (target.kind) {
            case INT -> readInts(from, target.ints, to, wanted);
            case LONG -> readLongs(from, target.longs, to, wanted);
            case FLOAT -> readFloats(from, target.floats, to, wanted);
            case DOUBLE -> readDoubles(from, target.doubles, to, wanted);
            case BYTES -> readFixed(from, target, wanted);
            case BOOLEAN -> throw new AssertionError(target.kind);
        }
        target.count += wanted;
        position += wanted;
    }

    @Override
    public void skip(int wanted) {
        need(wanted);
        position += wanted;
    }

    private void need(int wanted) {
        if (wanted > count - position) {
            throw new PageException(
                    "%d values asked for where the page has %d left"
                            .formatted(wanted, count - position));
        }
    }

    private int intAt(int from) {
        return bytes[from] & 0xff
                | (bytes[from + count] & 0xff) << 8
                | (bytes[from + 2 * count] & 0xff) << 16
                | bytes[from + 3 * count] << 24;
    }

    private long longAt(int from) {
        return intAt(from) & 0xffffffffL | (long) intAt(from + 4 * count) << 32;
    }

    private void readInts(int from, int[] target, int offset, int wanted) {
        for (int i = 0; i < wanted; i++) {
            target[offset + i] = intAt(from + i);
        }
    }

    private void readFloats(int from, float[] target, int offset, int wanted) {
        for (int i = 0; i < wanted; i++) {
            target[offset + i] = Float.intBitsToFloat(intAt(from + i));
        }
    }

    private void readLongs(int from, long[] target, int offset, int wanted) {
        long[] block = new long[BLOCK];
        int i = 0;
        for (; i <= wanted - BLOCK; i += BLOCK) {
            transpose(from + i, block);
            System.arraycopy(block, 0, target, offset + i, BLOCK);
        }
        for (; i < wanted; i++) {
            target[offset + i] = longAt(from + i);
        }
    }

    private void readDoubles(int from, double[] target, int offset, int wanted) {
        long[] block = new long[BLOCK];
        int i = 0;
        for (; i <= wanted - BLOCK; i += BLOCK) {
            transpose(from + i, block);
            for (int k = 0; k < BLOCK; k++) {
                target[offset + i + k] = Double.longBitsToDouble(block[k]);
            }
        }
        for (; i < wanted; i++) {
            target[offset + i] = Double.longBitsToDouble(longAt(from + i));
        }
    }

    /// Eight values out of eight bytes of each of eight streams: a matrix of bytes turned over, by
    /// swapping halves, quarters and eighths of pairs of rows.
    private void transpose(int from, long[] rows) {
        for (int k = 0; k < BLOCK; k++) {
            rows[k] = LittleEndian.getLong(bytes, from + k * count);
        }
        for (int k = 0; k < 4; k++) {
            swap(rows, k, k + 4, 32, 0x00000000ffffffffL);
        }
        for (int k = 0; k < BLOCK; k += 4) {
            swap(rows, k, k + 2, 16, 0x0000ffff0000ffffL);
            swap(rows, k + 1, k + 3, 16, 0x0000ffff0000ffffL);
        }
        for (int k = 0; k < BLOCK; k += 2) {
            swap(rows, k, k + 1, 8, 0x00ff00ff00ff00ffL);
        }
    }

    /// Swaps the bits of `rows[low]` above `mask` with those of `rows[high]` within it.
    private static void swap(long[] rows, int low, int high, int shift, long mask) {
        long changed = (rows[low] >>> shift ^ rows[high]) & mask;
        rows[high] ^= changed;
        rows[low] ^= changed << shift;
    }

    private void readFixed(int from, RawValues target, int wanted) {
        target.growData((long) wanted * width);
        int written = target.offsets[target.count];
        for (int stream = 0; stream < width; stream++) {
            int at = from + stream * count;
            int to = written + stream;
            for (int i = 0; i < wanted; i++, to += width) {
                target.data[to] = bytes[at + i];
            }
        }
        for (int i = 0; i < wanted; i++) {
            written += width;
            target.offsets[target.count + i + 1] = written;
        }
    }
}
