package dev.tarn.storage.parquet.encoding;

import dev.tarn.storage.parquet.format.Encoding;

/// Definition or repetition levels of one page, taken in order. Levels above the column's maximum
/// throw [PageException]. One thread.
///
/// For a column without lists, [#readPresent] makes validity words of definition levels without
/// ever writing out a level where the maximum is 1.
public final class LevelDecoder {
    private static final int CHUNK = 256;

    private final RunDecoder runs;
    private final int max;
    private final int[] scratch;

    /// Levels of at most `max` in encoding RLE, as `bytes` alone.
    public LevelDecoder(PageBytes bytes, int max) {
        this.runs = bytes.runs(max);
        this.max = max;
        this.scratch = max == 1 ? new int[0] : new int[CHUNK];
    }

    /// The `count` levels at the start of the data page v1 `page`, and [#section] the bytes they
    /// take.
    ///
    /// @throws PageException if `encoding` is not one of levels
    public static LevelDecoder of(PageBytes page, Encoding encoding, int max, int count) {
        PageBytes section = section(page, encoding, max, count);
        PageBytes levels =
                encoding == Encoding.RLE ? section.skip(4) : repacked(section, max, count);
        return new LevelDecoder(levels, max);
    }

    /// The bytes of the levels that [#of] reads; values, or other levels, follow.
    public static PageBytes section(PageBytes page, Encoding encoding, int max, int count) {
        return switch (encoding) {
            case RLE ->
                    page.first(Math.addExact(4, page.skip(4).first(page.leadingInt()).length()));
            case BIT_PACKED -> page.first(packedBytes(max, count));
            case PLAIN,
                    PLAIN_DICTIONARY,
                    RLE_DICTIONARY,
                    DELTA_BINARY_PACKED,
                    DELTA_LENGTH_BYTE_ARRAY,
                    DELTA_BYTE_ARRAY,
                    BYTE_STREAM_SPLIT ->
                    throw new PageException("Levels in encoding " + encoding);
        };
    }

    private static int packedBytes(int max, int count) {
        long bits = (long) count * PageBytes.bitWidth(max);
        if (count < 0 || bits > 8L * Integer.MAX_VALUE) {
            throw new PageException("Levels of %d entries".formatted(count));
        }
        return (int) ((bits + 7) >>> 3);
    }

    /// The deprecated encoding BIT_PACKED, from the highest bit of each byte down, as one packed
    /// run of the other.
    private static PageBytes repacked(PageBytes section, int max, int count) {
        int width = PageBytes.bitWidth(max);
        int groups = (count + 7) >>> 3;
        byte[] packed = new byte[5 + groups * width];
        int at = 0;
        int header = groups << 1 | 1;
        for (; header >>> 7 != 0; header >>>= 7) {
            packed[at++] = (byte) (header | 0x80);
        }
        packed[at++] = (byte) header;
        long from = 8L * section.start();
        long to = 8L * at;
        for (int i = 0; i < count; i++) {
            for (int b = width - 1; b >= 0; b--, from++) {
                int bit = section.bytes()[(int) (from >>> 3)] >>> 7 - (int) (from & 7) & 1;
                packed[(int) (to + b >>> 3)] |= (byte) (bit << (int) (to + b & 7));
            }
            to += width;
        }
        return new PageBytes(packed, 0, count == 0 ? 0 : at + groups * width);
    }

    /// If the next `count` levels are one run, the level, left unread; -1 otherwise.
    public int runOf(int count) {
        return runs.runOf(count);
    }

    /// Decodes `count` levels into `target` from `offset` on.
    public void read(int[] target, int offset, int count) {
        runs.read(target, offset, count);
        check(target, offset, count);
    }

    private void check(int[] levels, int offset, int count) {
        int bad = 0;
        for (int i = offset; i < offset + count; i++) {
            bad |= levels[i] | max - levels[i];
        }
        if (bad < 0) {
            throw new PageException("A level above %d, which is the most".formatted(max));
        }
    }

    /// Sets the bit `from + i` of `words`, which has only zeros from there on, where the `i`-th of
    /// the next `count` levels is the maximum. Returns how many are.
    public int readPresent(long[] words, int from, int count) {
        if (max == 1) {
            return runs.readBits(words, from, count);
        }
        int present = 0;
        int done = 0;
        while (done < count) {
            int length = Math.min(CHUNK, count - done);
            int run = Math.min(count - done, runs.runLength());
            if (run >= length) {
                length = run;
                present += takeRun(words, from + done, run);
            } else {
                read(scratch, 0, length);
                present += mark(scratch, length, words, from + done);
            }
            done += length;
        }
        return present;
    }

    private int takeRun(long[] words, int from, int length) {
        int level = runs.runValue();
        runs.skip(length);
        scratch[0] = level;
        check(scratch, 0, 1);
        if (level < max) {
            return 0;
        }
        Ones.fill(words, from, length);
        return length;
    }

    private int mark(int[] levels, int count, long[] words, int from) {
        int present = 0;
        int done = 0;
        while (done < count) {
            int to = from + done;
            int length = Math.min(count - done, 64 - (to & 63));
            long word = 0;
            for (int i = 0; i < length; i++) {
                word |= (levels[done + i] == max ? 1L : 0L) << i;
            }
            words[to >>> 6] |= word << to;
            present += Long.bitCount(word);
            done += length;
        }
        return present;
    }

    /// Passes over `count` levels and returns how many of them are the maximum.
    public int skipPresent(int count) {
        return runs.skipCounting(count, max);
    }
}
