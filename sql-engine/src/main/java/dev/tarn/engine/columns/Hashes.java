package dev.tarn.engine.columns;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// Hash functions for encoded keys: 64 bits, of which all are well mixed. Not for storage: they may
/// change.
public final class Hashes {
    private static final VarHandle LONGS =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long GOLDEN = 0x9E3779B97F4A7C15L;
    private static final long ODD = 0xD6E8FEB86659FD93L;

    private Hashes() {}

    /// A bijection, so different words never collide in all 64 bits (Stafford's mix 13 shortened).
    public static long ofWord(long word) {
        long hash = word * GOLDEN;
        hash = (hash ^ hash >>> 32) * ODD;
        return hash ^ hash >>> 29;
    }

    /// The hash of `words[from..from + count)`.
    public static long ofWords(long[] words, int from, int count) {
        long hash = count;
        for (int word = 0; word < count; word++) {
            hash = (hash ^ words[from + word]) * GOLDEN;
            hash ^= hash >>> 32;
        }
        return ofWord(hash);
    }

    /// The hash of `bytes[from..to)`.
    public static long ofBytes(byte[] bytes, int from, int to) {
        long hash = (long) to - from;
        int at = from;
        for (; at + 8 <= to; at += 8) {
            hash = (hash ^ (long) LONGS.get(bytes, at)) * GOLDEN;
            hash ^= hash >>> 32;
        }
        long tail = 0;
        for (int shift = 0; at < to; at++, shift += 8) {
            tail |= (bytes[at] & 0xFFL) << shift;
        }
        return ofWord((hash ^ tail) * GOLDEN);
    }
}
