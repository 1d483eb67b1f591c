package dev.tarn.storage.text;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// Eight bytes at a time in one long, the first in its lowest bits: finding a byte, and reading
/// digits, without a branch for each.
///
/// Sources of the tricks: Hacker's Delight, 2nd edition, section 6-1 (finding a zero byte); Daniel
/// Lemire, "Quickly parsing eight digits" (2018).
final class EightBytes {
    private static final VarHandle LONGS =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long LOW_SEVEN = 0x7F7F7F7F7F7F7F7FL;
    private static final long HIGH_BITS = 0x8080808080808080L;
    private static final long HIGH_HALVES = 0xF0F0F0F0F0F0F0F0L;
    private static final long PAIR = 0x000000FF000000FFL;

    /// `00000000` as text.
    static final long ZEROS = 0x3030303030303030L;

    private EightBytes() {}

    /// `data[at..at+8)`, which must be there.
    static long load(byte[] data, int at) {
        return (long) LONGS.get(data, at);
    }

    static void store(byte[] data, int at, long word) {
        LONGS.set(data, at, word);
    }

    /// The same byte eight times.
    static long repeat(byte value) {
        return (value & 0xFFL) * 0x0101010101010101L;
    }

    /// The high bit of each byte of `word` that is zero, and no other bit.
    static long zeroBytes(long word) {
        return ~((word & LOW_SEVEN) + LOW_SEVEN | word | LOW_SEVEN);
    }

    /// Which of eight bytes is the first that [#zeroBytes] marked; 8 where none is.
    static int first(long marks) {
        return Long.numberOfTrailingZeros(marks) >>> 3;
    }

    /// The marks of [#zeroBytes] as eight bits, the first byte's lowest.
    static long bits(long marks) {
        return (marks >>> 7) * 0x0102040810204080L >>> 56;
    }

    static boolean isAscii(long word) {
        return (word & HIGH_BITS) == 0;
    }

    /// The last `count` bytes before `to`, 1 to 8 of them, with `0`s in front. `to` is at least 8.
    static long tail(byte[] data, int to, int count) {
        long mask = -1L << (64 - 8 * count);
        return load(data, to - 8) & mask | ZEROS & ~mask;
    }

    /// Whether all eight are `0` to `9`.
    static boolean areDigits(long word) {
        long carried = word + 0x0606060606060606L & HIGH_HALVES;
        return (word & HIGH_HALVES | carried >>> 4) == 0x3333333333333333L;
    }

    /// The number that eight digits are.
    static long number(long digits) {
        long pairs = pairs(digits);
        long low = (pairs & PAIR) * 0x000F424000000064L;
        long high = (pairs >>> 16 & PAIR) * 0x0000271000000001L;
        return low + high >>> 32;
    }

    /// In each byte but the last, the number that its digit and the next one are.
    static long pairs(long digits) {
        long values = digits - ZEROS;
        return values * 10 + (values >>> 8);
    }
}
