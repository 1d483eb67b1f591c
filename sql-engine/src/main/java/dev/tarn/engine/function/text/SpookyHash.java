package dev.tarn.engine.function.text;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/// SpookyHash V2 of Bob Jenkins (<https://burtleburtle.net/bob/hash/spooky.html>) with seed 0: the
/// first 64 of its 128 bits. Up to 191 bytes go through four words of state, longer ones through
/// twelve, 96 bytes at a time.
final class SpookyHash {
    private static final long CONSTANT = 0xdeadbeefdeadbeefL;
    private static final int WORDS = 12;
    private static final int BLOCK_BYTES = 8 * WORDS;
    private static final int SHORT_BYTES = 2 * BLOCK_BYTES;
    private static final VarHandle LONGS =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private static final int[] SHORT_MIX = {50, 52, 30, 41, 54, 48, 38, 37, 62, 34, 5, 36};
    private static final int[] SHORT_END = {15, 52, 26, 51, 28, 9, 47, 54, 32, 25, 63};
    private static final int[] MIX = {11, 32, 43, 31, 17, 28, 39, 57, 55, 54, 22, 46};
    private static final int[] END = {44, 15, 34, 21, 38, 33, 10, 13, 38, 53, 42, 54};

    private SpookyHash() {}

    /// The hash of `data[from..to)`.
    static long of(byte[] data, int from, int to) {
        return to - from < SHORT_BYTES ? ofShort(data, from, to) : ofLong(data, from, to);
    }

    private static long ofShort(byte[] data, int from, int to) {
        long[] h = {0, 0, CONSTANT, CONSTANT};
        int at = from;
        for (; to - at >= 32; at += 32) {
            h[2] += word(data, at);
            h[3] += word(data, at + 8);
            mixShort(h);
            h[0] += word(data, at + 16);
            h[1] += word(data, at + 24);
        }
        if (to - at >= 16) {
            h[2] += word(data, at);
            h[3] += word(data, at + 8);
            mixShort(h);
            at += 16;
        }
        h[3] += (long) (to - from) << 56;
        if (at == to) {
            h[2] += CONSTANT;
            h[3] += CONSTANT;
        } else {
            h[2] += bytes(data, at, Math.min(at + 8, to));
            h[3] += bytes(data, Math.min(at + 8, to), to);
        }
        endShort(h);
        return h[0];
    }

    private static long word(byte[] data, int at) {
        return (long) LONGS.get(data, at);
    }

    private static long bytes(byte[] data, int from, int to) {
        long value = 0;
        for (int at = to - 1; at >= from; at--) {
            value = (value << 8) | (data[at] & 0xFF);
        }
        return value;
    }

    private static void mixShort(long[] h) {
        for (int i = 0; i < SHORT_MIX.length; i++) {
            int turned = (i + 2) & 3;
            h[turned] = Long.rotateLeft(h[turned], SHORT_MIX[i]) + h[(i + 3) & 3];
            h[i & 3] ^= h[turned];
        }
    }

    private static void endShort(long[] h) {
        for (int i = 0; i < SHORT_END.length; i++) {
            int turned = (i + 2) & 3;
            int next = (i + 3) & 3;
            h[next] ^= h[turned];
            h[turned] = Long.rotateLeft(h[turned], SHORT_END[i]);
            h[next] += h[turned];
        }
    }

    private static long ofLong(byte[] data, int from, int to) {
        long[] h = new long[WORDS];
        for (int i = 2; i < WORDS; i += 3) {
            h[i] = CONSTANT;
        }
        int at = from;
        for (; to - at >= BLOCK_BYTES; at += BLOCK_BYTES) {
            mix(h, data, at);
        }
        byte[] rest = Arrays.copyOf(Arrays.copyOfRange(data, at, to), BLOCK_BYTES);
        rest[BLOCK_BYTES - 1] = (byte) (to - at);
        for (int i = 0; i < WORDS; i++) {
            h[i] += word(rest, 8 * i);
        }
        for (int round = 0; round < 3; round++) {
            end(h);
        }
        return h[0];
    }

    private static void mix(long[] h, byte[] data, int at) {
        for (int i = 0; i < WORDS; i++) {
            int before = (i + 11) % WORDS;
            h[i] += word(data, at + 8 * i);
            h[(i + 2) % WORDS] ^= h[(i + 10) % WORDS];
            h[before] ^= h[i];
            h[i] = Long.rotateLeft(h[i], MIX[i]);
            h[before] += h[(i + 1) % WORDS];
        }
    }

    private static void end(long[] h) {
        for (int i = 0; i < WORDS; i++) {
            int before = (i + 11) % WORDS;
            int next = (i + 1) % WORDS;
            h[before] += h[next];
            h[(i + 2) % WORDS] ^= h[before];
            h[next] = Long.rotateLeft(h[next], END[i]);
        }
    }
}
