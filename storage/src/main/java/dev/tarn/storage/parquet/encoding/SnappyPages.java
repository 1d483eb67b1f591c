package dev.tarn.storage.parquet.encoding;

/// Pages compressed with Snappy.
///
/// A page begins with the length of what comes out (a varint), which elements follow: literals,
/// bytes to be taken as they are, and copies of bytes that came out before. The lowest two bits of
/// an element's first byte, its tag, say which:
///
///     llllll00 [length: 0 to 4 bytes] literal    1 to 60 bytes, or a length of its own
///     ooolll01 offset: 1 byte                    4 to 11 bytes from up to 2,047 before
///     llllll10 offset: 2 bytes                   1 to 64 bytes from up to 65,535 before
///     llllll11 offset: 4 bytes                   1 to 64 bytes
///
/// [#quick] takes a literal, if there is one, and a copy at a time, while both are short. How long
/// the copies of numbers and texts are and where they come from, no processor can guess, so this is
/// looked up without a branch, and 16 bytes are copied whatever the length. That writes past what an
/// element says, so it ends before the ends of input and output. The other elements, and everything
/// that is wrong, are left to [#any].
///
/// Source: Snappy's `format_description.txt`, and its own decompressor (`DecompressBranchless`) for
/// copying more than is asked for and the table of tags.
final class SnappyPages {
    private static final int LITERAL = 0;
    private static final int NEAR_COPY = 1;
    private static final int FAR_COPY = 3;

    /// Lengths of literals up to this are in the tag.
    private static final int SHORT_LITERAL = 60;

    private static final int MOST_COPIED = 64;

    /// Bytes copied at once, whatever the length.
    private static final int STEP = 16;

    /// Bytes that [#quick] reads of a literal with its tag and the word of the copy behind it.
    private static final int MOST_READ = 1 + STEP + Long.BYTES;

    /// Bytes that [#quick] writes of a literal and a copy.
    private static final int MOST_WRITTEN = 2 * STEP;

    /// What a tag says of a copy: its length, from bit 8 on the high bits of its offset, from bit
    /// 16 on a mask of those in the bytes that follow. 0 for literals and copies with four such
    /// bytes.
    private static final int[] COPIES = copies();

    /// By an offset less than 8, what spreads as many bytes over a long when multiplied with it.
    private static final long[] PERIODS = periods();

    private SnappyPages() {}

    private static int[] copies() {
        int[] copies = new int[256];
        for (int tag = 0; tag < copies.length; tag++) {
            copies[tag] =
                    switch (tag & 3) {
                        case 1 -> (tag >>> 2 & 7) + 4 | tag >>> 5 << 8 | 0xff << 16;
                        case 2 -> (tag >>> 2) + 1 | 0xffff << 16;
                        default -> 0;
                    };
        }
        return copies;
    }

    private static long[] periods() {
        long[] periods = new long[Long.BYTES];
        for (int offset = 1; offset < Long.BYTES; offset++) {
            for (int shift = 0; shift < Long.SIZE; shift += 8 * offset) {
                periods[offset] |= 1L << shift;
            }
        }
        return periods;
    }

    /// The bytes that the page says it decompresses to.
    static long length(PageBytes page) {
        long length = 0;
        for (int i = 0; i < lengthBytes(page); i++) {
            length |= (page.bytes()[page.start() + i] & 0x7fL) << 7 * i;
        }
        return length;
    }

    /// How many bytes the length takes, 1 to 5; 0 where it has no end.
    private static int lengthBytes(PageBytes page) {
        for (int i = 0; i < Math.min(5, page.length()); i++) {
            if (page.bytes()[page.start() + i] >= 0) {
                return i + 1;
            }
        }
        return 0;
    }

    /// Decompresses to the first `size` bytes of `target`, which are what [#length] says, and no
    /// further; returns how many there are.
    ///
    /// @throws PageException if there are more, or the page is not Snappy
    static int decompress(PageBytes page, byte[] target, int size) {
        byte[] bytes = page.bytes();
        int end = page.end();
        int at = page.start() + lengthBytes(page);
        int written = 0;
        if (at == page.start()) {
            throw damaged(size, "its length has no end");
        }
        while (at < end) {
            long reached = quick(bytes, at, end - MOST_READ, target, written, size - MOST_WRITTEN);
            reached = any(bytes, (int) (reached >>> 32), end, target, (int) reached, size);
            at = (int) (reached >>> 32);
            written = (int) reached;
        }
        return written;
    }

    /// Decompresses short elements from `bytes[start]` on to `target[first]` on, until one is not
    /// short or past `lastRead` or `lastWrite`, the last places where it can read and write what it
    /// may in one turn. Returns where it ends, as [#places]. All that it reads and writes are
    /// longs, so that there is one bound to check for each array, and registers are left for it.
    private static long quick(
            byte[] bytes, int start, int lastRead, byte[] target, int first, int lastWrite) {
        int at = start;
        int written = first;
        while (at <= lastRead && written <= lastWrite) {
            int tag = (int) LittleEndian.getLong(bytes, at);
            if ((tag & 3) == LITERAL) {
                int literal = (tag >>> 2 & 63) + 1;
                if (literal > STEP) {
                    break;
                }
                step(bytes, at + 1, target, written);
                at += 1 + literal;
                written += literal;
            }
            int word = (int) LittleEndian.getLong(bytes, at);
            int copy = COPIES[word & 0xff];
            int offset = (copy & 0x700) + (word >>> 8 & copy >>> 16);
            int length = copy & 0xff;
            int from = written - offset;
            if (offset < Long.BYTES || from < 0 || length > STEP) {
                break;
            }
            step(target, from, target, written);
            at += 1 + (word & 3);
            written += length;
        }
        return places(at, written);
    }

    /// Copies 16 bytes, which may lie eight before where they go, or further: then they repeat.
    private static void step(byte[] source, int from, byte[] target, int to) {
        LittleEndian.putLong(target, to, LittleEndian.getLong(source, from));
        LittleEndian.putLong(target, to + 8, LittleEndian.getLong(source, from + 8));
    }

    /// Decompresses the element at `bytes[start]`, which may be any. Returns where it ends, as
    /// [#places].
    private static long any(
            byte[] bytes, int start, int end, byte[] target, int written, int size) {
        int tag = bytes[start] & 0xff;
        int kind = tag & 3;
        int extra =
                switch (kind) {
                    case LITERAL -> Math.max(0, (tag >>> 2) + 1 - SHORT_LITERAL);
                    case FAR_COPY -> 4;
                    default -> kind;
                };
        int at = start + 1 + extra;
        if (at > end) {
            throw damaged(size, "it ends within an element");
        }
        long number = 0;
        for (int i = 0; i < extra; i++) {
            number |= (bytes[start + 1 + i] & 0xffL) << 8 * i;
        }
        if (kind == LITERAL) {
            long length = extra == 0 ? (tag >>> 2) + 1 : number + 1;
            if (length > end - at || length > size - written) {
                throw damaged(size, "a literal of %d bytes at %d".formatted(length, written));
            }
            System.arraycopy(bytes, at, target, written, (int) length);
            return places(at + (int) length, written + (int) length);
        }
        int length = kind == NEAR_COPY ? (tag >>> 2 & 7) + 4 : (tag >>> 2) + 1;
        long offset = kind == NEAR_COPY ? number | tag >>> 5 << 8 : number;
        if (offset == 0 || offset > written || length > size - written) {
            throw damaged(
                    size,
                    "a copy of %d bytes from %d before %d".formatted(length, offset, written));
        }
        copy(target, written - (int) offset, written, length, size);
        return places(at, written + length);
    }

    /// Copies `length` bytes, at most [#MOST_COPIED], to `to`, and more where there is room for it
    /// before `size`. They repeat where they overlap.
    private static void copy(byte[] target, int from, int to, int length, int size) {
        if (to > size - MOST_COPIED - Long.BYTES) {
            for (int i = 0; i < length; i++) {
                target[to + i] = target[from + i];
            }
        } else if (to - from < Long.BYTES) {
            repeat(target, from, to, length);
        } else {
            for (int i = 0; i < length; i += STEP) {
                step(target, from + i, target, to + i);
            }
        }
    }

    /// Repeats the bytes from `from` to `to`, less than 8, over `length` and up to 7 more.
    private static void repeat(byte[] target, int from, int to, int length) {
        int offset = to - from;
        long once = LittleEndian.getLong(target, from) & (1L << 8 * offset) - 1;
        long repeated = once * PERIODS[offset];
        int whole = Long.BYTES - Long.BYTES % offset;
        for (int i = 0; i < length; i += whole) {
            LittleEndian.putLong(target, to + i, repeated);
        }
    }

    /// Where reading goes on, and in the low half where writing does.
    private static long places(int at, int written) {
        return (long) at << 32 | written;
    }

    private static PageException damaged(int size, String what) {
        return new PageException("A page of %d bytes that is not Snappy: %s".formatted(size, what));
    }
}
