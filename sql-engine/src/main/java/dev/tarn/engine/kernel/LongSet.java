package dev.tarn.engine.kernel;

/// A set of longs that is filled once and asked often: open addressing, at most half full. Safe to
/// share between threads once filled.
public final class LongSet {
    private final long[] slots;
    private final int mask;
    private boolean hasZero;

    /// For at most `capacity` different values.
    public LongSet(int capacity) {
        int size = Integer.highestOneBit(Math.max(4, capacity)) << 2;
        this.slots = new long[size];
        this.mask = size - 1;
    }

    public void add(long value) {
        if (value == 0) {
            hasZero = true;
            return;
        }
        int at = slot(value);
        while (slots[at] != 0 && slots[at] != value) {
            at = at + 1 & mask;
        }
        slots[at] = value;
    }

    public boolean contains(long value) {
        if (value == 0) {
            return hasZero;
        }
        int at = slot(value);
        long found;
        while ((found = slots[at]) != 0) {
            if (found == value) {
                return true;
            }
            at = at + 1 & mask;
        }
        return false;
    }

    private int slot(long value) {
        long hash = value * 0x9E3779B97F4A7C15L;
        return (int) (hash ^ hash >>> 32) & mask;
    }
}
