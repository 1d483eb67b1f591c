package dev.tarn.engine.kernel;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// Walks over UTF-8 bytes `data[from..to)`. Malformed bytes count as one code point each, and never
/// fail.
public final class Utf8 {
    private static final VarHandle EIGHT_BYTES =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());
    private static final long NOT_ASCII = 0x8080_8080_8080_8080L;

    private Utf8() {}

    /// Code points.
    public static int length(byte[] data, int from, int to) {
        int count = 0;
        for (int i = from; i < to; i++) {
            count += data[i] >= (byte) 0xC0 ? 1 : 0;
        }
        return count;
    }

    /// Where the code point after the one at `at` starts; at most `to`.
    public static int next(byte[] data, int at, int to) {
        int next = at + 1;
        if (data[at] >= 0) {
            return next;
        }
        while (next < to && isContinuation(data[next])) {
            next++;
        }
        return next;
    }

    /// Where the code point that ends before `at` starts; at least `from`.
    public static int previous(byte[] data, int from, int at) {
        int previous = at - 1;
        while (previous > from && isContinuation(data[previous])) {
            previous--;
        }
        return previous;
    }

    /// Where the code point `count` after the one at `at` starts, or `to` if there are fewer.
    public static int skip(byte[] data, int at, int to, long count) {
        for (long i = 0; i < count && at < to; i++) {
            at = next(data, at, to);
        }
        return at;
    }

    public static boolean isContinuation(byte b) {
        return b < (byte) 0xC0;
    }

    /// Whether all bytes are ASCII.
    public static boolean isAscii(byte[] data, int from, int to) {
        long bits = 0;
        int at = from;
        for (; at <= to - Long.BYTES; at += Long.BYTES) {
            bits |= (long) EIGHT_BYTES.get(data, at);
        }
        for (; at < to; at++) {
            // Sign and all: a byte that is not ASCII sets the bits that are asked for.
            bits |= data[at];
        }
        return (bits & NOT_ASCII) == 0;
    }

    /// The code point at `at`.
    public static int codePoint(byte[] data, int at, int to) {
        int first = data[at];
        int end = next(data, at, to);
        if (first >= 0 || end - at == 1) {
            return first & 0xFF;
        }
        int value = first & (0x7F >> (end - at));
        for (int i = at + 1; i < end; i++) {
            value = value << 6 | data[i] & 0x3F;
        }
        return value;
    }

    /// Where `find[findFrom..findTo)` first stands within `data[from..to)`, or -1.
    public static int indexOf(
            byte[] data, int from, int to, byte[] find, int findFrom, int findTo) {
        int count = findTo - findFrom;
        if (count == 0) {
            return from;
        }
        byte first = find[findFrom];
        int last = to - count;
        for (int at = from; at <= last; at++) {
            if (data[at] == first && equal(data, at + 1, find, findFrom + 1, count - 1)) {
                return at;
            }
        }
        return -1;
    }

    /// Whether `count` bytes are the same; for short runs cheaper than a vectorized comparison.
    private static boolean equal(
            byte[] left, int leftFrom, byte[] right, int rightFrom, int count) {
        for (int i = 0; i < count; i++) {
            if (left[leftFrom + i] != right[rightFrom + i]) {
                return false;
            }
        }
        return true;
    }
}
