package dev.tarn.engine.join;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/// A set of keys as bits: asked of a key that is not in it, it mostly says so; of one that is in
/// it, always. Keys may be added by several threads at once; asking begins when all are in.
sealed interface KeyBits {
    /// The most bits that a set takes.
    long MAX_BITS = 1L << 27;

    long sizeBytes();

    /// How it is called in EXPLAIN ANALYZE.
    String kind();

    /// One bit for each integer from `least` to `most`, so that there is no doubt.
    record Range(long least, long width, long[] words) implements KeyBits {
        static Range of(long least, long most) {
            long width = most - least + 1;
            return new Range(least, width, new long[(int) ((width + 63) >>> 6)]);
        }

        /// Whether there is a bit for each of the integers from `least` to `most`, and this is
        /// little memory beside `rowCount` rows.
        static boolean suits(long least, long most, long rowCount) {
            long width = most - least + 1;
            return width > 0 && width <= MAX_BITS && (width <= 1 << 20 || width <= 128 * rowCount);
        }

        void add(long key) {
            long at = key - least;
            or(words, (int) (at >>> 6), 1L << at);
        }

        boolean contains(long key) {
            long at = key - least;
            return at >= 0 && at < width && (words[(int) (at >>> 6)] >>> at & 1) != 0;
        }

        @Override
        public long sizeBytes() {
            return 8L * words.length;
        }

        @Override
        public String kind() {
            return "exact";
        }
    }

    /// A Bloom filter of hashes whose four bits for one hash stand in one word: one cache miss at
    /// most; about one in fifty of those that are not in it passes (Putze et al. 2007).
    record Bloom(long[] words) implements KeyBits {
        private static final int BITS_A_ROW = 12;

        static Bloom of(long rowCount) {
            long wanted = Math.clamp(rowCount * BITS_A_ROW, 64, MAX_BITS) / 64;
            return new Bloom(new long[(int) Long.highestOneBit(wanted * 2 - 1)]);
        }

        private static long bits(long hash) {
            return 1L << hash | 1L << (hash >>> 6) | 1L << (hash >>> 12) | 1L << (hash >>> 18);
        }

        void add(long hash) {
            or(words, (int) (hash >>> 24) & words.length - 1, bits(hash));
        }

        boolean contains(long hash) {
            long bits = bits(hash);
            return (words[(int) (hash >>> 24) & words.length - 1] & bits) == bits;
        }

        @Override
        public long sizeBytes() {
            return 8L * words.length;
        }

        @Override
        public String kind() {
            return "hashes";
        }
    }

    private static void or(long[] words, int at, long bits) {
        if ((words[at] & bits) != bits) {
            Words.HANDLE.getAndBitwiseOr(words, at, bits);
        }
    }

    /// Where the handle lives, as an interface has no private fields.
    final class Words {
        private static final VarHandle HANDLE = MethodHandles.arrayElementVarHandle(long[].class);

        private Words() {}
    }
}
