package dev.tarn.engine.kernel;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;

/// A set of byte strings that is filled once and asked often. Safe to share between threads once
/// filled.
public final class ByteSet {
    private final byte[] @Nullable [] slots;
    private final int mask;

    /// For at most `capacity` different values.
    public ByteSet(int capacity) {
        int size = Integer.highestOneBit(Math.max(4, capacity)) << 2;
        this.slots = new byte[size][];
        this.mask = size - 1;
    }

    public void add(byte[] data, int from, int to) {
        int at = find(data, from, to);
        if (slots[at] == null) {
            slots[at] = Arrays.copyOfRange(data, from, to);
        }
    }

    public boolean contains(byte[] data, int from, int to) {
        return slots[find(data, from, to)] != null;
    }

    /// The slot that holds the value, or the empty one where it belongs.
    private int find(byte[] data, int from, int to) {
        int at = hash(data, from, to) & mask;
        while (true) {
            byte[] found = slots[at];
            if (found == null || Arrays.equals(found, 0, found.length, data, from, to)) {
                return at;
            }
            at = at + 1 & mask;
        }
    }

    private static int hash(byte[] data, int from, int to) {
        int hash = to - from;
        for (int i = from; i < to; i++) {
            hash = hash * 31 + data[i];
        }
        hash *= 0x9E3779B9;
        return hash ^ hash >>> 15;
    }
}
