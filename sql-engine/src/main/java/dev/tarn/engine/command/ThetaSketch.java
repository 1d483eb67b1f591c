package dev.tarn.engine.command;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/// Counts different values roughly, as a theta sketch: exactly up to 4,096 of them, then with a
/// standard error of 1.6 %. Its bytes are a compact sketch of Apache DataSketches, ordered and with
/// the default seed, as Iceberg's blob type `apache-datasketches-theta-v1` wants it.
///
/// Values are hashed, and the least hashes are kept: k of them below theta, a share of all possible
/// hashes, stand for k / theta values. What is kept does not hang on the order of the values. An
/// empty value counts as none, as in the library. Holds 128 KiB. Not thread-safe.
///
/// Dasgupta, Lang, Rhodes, Thaler: A Framework for Estimating Stream Expression Cardinalities,
/// 2016. DataSketches' own library refuses to run on this JDK.
final class ThetaSketch {
    static final int NOMINAL_ENTRIES = 4_096;

    private static final int CAPACITY = 4 * NOMINAL_ENTRIES;
    private static final int MAX_ENTRIES = CAPACITY / 2;
    private static final long SEED = 9_001;
    private static final short SEED_HASH = (short) 0x93CC;
    private static final byte SERIAL_VERSION = 3;
    private static final byte FAMILY_COMPACT = 3;
    private static final int READ_ONLY = 2;
    private static final int EMPTY = 4;
    private static final int COMPACT = 8;
    private static final int ORDERED = 16;
    private static final int SINGLE = 32;
    private static final long C1 = 0x87c37b91114253d5L;
    private static final long C2 = 0x4cf5ad432745937fL;

    /// Zero is no hash.
    private final long[] table = new long[CAPACITY];

    private int count;
    private long theta = Long.MAX_VALUE;

    /// Takes a value of one to eight bytes, which are the lowest of `bits`, least first.
    void addBits(long bits, int byteCount) {
        addHash(hash(bits, 0, SEED, SEED, byteCount));
    }

    /// Takes `data[from..to)`.
    void addBytes(byte[] data, int from, int to) {
        if (from == to) {
            return;
        }
        long h1 = SEED;
        long h2 = SEED;
        int at = from;
        for (; to - at >= 2 * Long.BYTES; at += 2 * Long.BYTES) {
            h1 ^= mixFirst(bits(data, at, Long.BYTES));
            h1 = Long.rotateLeft(h1, 27) + h2;
            h1 = h1 * 5 + 0x52dce729;
            h2 ^= mixSecond(bits(data, at + Long.BYTES, Long.BYTES));
            h2 = Long.rotateLeft(h2, 31) + h1;
            h2 = h2 * 5 + 0x38495ab5;
        }
        int rest = to - at;
        long first = bits(data, at, Math.min(rest, Long.BYTES));
        long second = rest > Long.BYTES ? bits(data, at + Long.BYTES, rest - Long.BYTES) : 0;
        addHash(hash(first, second, h1, h2, to - from));
    }

    private static long bits(byte[] data, int at, int byteCount) {
        long bits = 0;
        for (int i = byteCount - 1; i >= 0; i--) {
            bits = bits << Byte.SIZE | data[at + i] & 0xFF;
        }
        return bits;
    }

    /// The end of MurmurHash3 (x64, 128 bits): its first word, of whose 64 bits 63 are used.
    private static long hash(long first, long second, long h1, long h2, int byteCount) {
        long a = h1 ^ mixFirst(first) ^ byteCount;
        long b = h2 ^ mixSecond(second) ^ byteCount;
        a += b;
        b += a;
        return finished(a) + finished(b) >>> 1;
    }

    private static long mixFirst(long bits) {
        return Long.rotateLeft(bits * C1, 31) * C2;
    }

    private static long mixSecond(long bits) {
        return Long.rotateLeft(bits * C2, 33) * C1;
    }

    private static long finished(long hash) {
        long mixed = (hash ^ hash >>> 33) * 0xff51afd7ed558ccdL;
        mixed = (mixed ^ mixed >>> 33) * 0xc4ceb9fe1a85ec53L;
        return mixed ^ mixed >>> 33;
    }

    private void addHash(long hash) {
        if (hash == 0 || hash >= theta) {
            return;
        }
        int slot = (int) hash & CAPACITY - 1;
        while (table[slot] != 0) {
            if (table[slot] == hash) {
                return;
            }
            slot = slot + 1 & CAPACITY - 1;
        }
        table[slot] = hash;
        count++;
        if (count > MAX_ENTRIES) {
            keepLeast();
        }
    }

    /// Leaves the least [#NOMINAL_ENTRIES] hashes; theta is the next one.
    private void keepLeast() {
        long[] sorted = sorted();
        theta = sorted[NOMINAL_ENTRIES];
        Arrays.fill(table, 0);
        count = 0;
        for (int i = 0; i < NOMINAL_ENTRIES; i++) {
            addHash(sorted[i]);
        }
    }

    private long[] sorted() {
        long[] hashes = new long[count];
        int next = 0;
        for (long hash : table) {
            if (hash != 0) {
                hashes[next++] = hash;
            }
        }
        Arrays.sort(hashes);
        return hashes;
    }

    /// About how many different values there were.
    long distinctCount() {
        reduce();
        return theta == Long.MAX_VALUE ? count : Math.round(count / (theta / 0x1p63));
    }

    private void reduce() {
        if (count > NOMINAL_ENTRIES) {
            keepLeast();
        }
    }

    /// ```
    /// words before hashes · 3 · 3 · 0 · 0 · flags · hash of the seed (2), 0 where there is no hash
    /// count (4) · 1.0f (4)      unless there is no hash, or one and all
    /// theta (8)                 unless all hashes are there
    /// hashes (8 each), in order
    /// ```
    ///
    /// All little-endian.
    byte[] toBytes() {
        reduce();
        boolean isWhole = theta == Long.MAX_VALUE;
        int words = !isWhole ? 3 : count > 1 ? 2 : 1;
        boolean isEmpty = isWhole && count == 0;
        int few = isEmpty ? EMPTY : words == 1 ? SINGLE : 0;
        ByteBuffer out =
                ByteBuffer.allocate(Long.BYTES * (words + count)).order(ByteOrder.LITTLE_ENDIAN);
        out.put((byte) words).put(SERIAL_VERSION).put(FAMILY_COMPACT).put((byte) 0).put((byte) 0);
        out.put((byte) (READ_ONLY | COMPACT | ORDERED | few));
        out.putShort(isEmpty ? 0 : SEED_HASH);
        if (words > 1) {
            out.putInt(count).putFloat(1);
        }
        if (words > 2) {
            out.putLong(theta);
        }
        for (long hash : sorted()) {
            out.putLong(hash);
        }
        return out.array();
    }
}
