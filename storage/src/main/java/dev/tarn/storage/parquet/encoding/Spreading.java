package dev.tarn.storage.parquet.encoding;

import dev.tarn.storage.parquet.encoding.simd.VectorSpreading;

import java.util.Arrays;

/// Puts dense values into the slots that have one, in place.
///
/// The first `count` of `values` go, in order, to those of the slots `0..slots` whose bit in
/// `validity` is set, which are as many; the other slots hold anything. Runs from the end, and ends
/// where values stand in their slots already.
public final class Spreading {
    private Spreading() {}

    /// As for any other array, and the slots without a value hold `absent`.
    public static void spread(int[] ids, int count, long[] validity, int slots, int absent) {
        int dense = count;
        int slot = slots;
        while (dense < slot) {
            int base = slot - 1 & -64;
            long bits = validity[base >>> 6] & -1L >>> 63 - (slot - 1 & 63);
            if (bits == 0) {
                Arrays.fill(ids, base, slot, absent);
            } else if (bits == -1L) {
                dense -= 64;
                System.arraycopy(ids, dense, ids, base, 64);
            } else if (slot - base == Long.SIZE && Simd.isUsed()) {
                dense = VectorSpreading.ids(ids, dense, bits, base, absent);
            } else {
                dense = scalarIds(ids, dense, bits, slot, absent);
            }
            slot = base;
        }
    }

    /// Slots of one word of validity, those before `slot`; returns where the numbers left end.
    static int scalarIds(int[] ids, int dense, long bits, int slot, int absent) {
        int left = dense;
        for (int i = slot - 1; i >= (slot - 1 & -64); i--) {
            int present = (int) (bits >>> i) & 1;
            left -= present;
            ids[i] = ids[left] & -present | absent & present - 1;
        }
        return left;
    }

    static void spread(boolean[] values, int count, long[] validity, int slots) {
        int dense = count;
        int slot = slots;
        while (dense < slot && dense > 0) {
            int word = slot - 1 >>> 6;
            int base = word << 6;
            long bits = validity[word] & -1L >>> 63 - (slot - 1 & 63);
            if (bits == -1L) {
                dense -= 64;
                System.arraycopy(values, dense, values, base, 64);
            } else {
                while (bits != 0) {
                    int at = 63 - Long.numberOfLeadingZeros(bits);
                    values[base + at] = values[--dense];
                    bits ^= 1L << at;
                }
            }
            slot = base;
        }
    }

    static void spread(int[] values, int count, long[] validity, int slots) {
        int dense = count;
        int slot = slots;
        while (dense < slot && dense > 0) {
            int word = slot - 1 >>> 6;
            int base = word << 6;
            long bits = validity[word] & -1L >>> 63 - (slot - 1 & 63);
            if (bits == -1L) {
                dense -= 64;
                System.arraycopy(values, dense, values, base, 64);
            } else {
                while (bits != 0) {
                    int at = 63 - Long.numberOfLeadingZeros(bits);
                    values[base + at] = values[--dense];
                    bits ^= 1L << at;
                }
            }
            slot = base;
        }
    }

    static void spread(long[] values, int count, long[] validity, int slots) {
        int dense = count;
        int slot = slots;
        while (dense < slot && dense > 0) {
            int word = slot - 1 >>> 6;
            int base = word << 6;
            long bits = validity[word] & -1L >>> 63 - (slot - 1 & 63);
            if (bits == -1L) {
                dense -= 64;
                System.arraycopy(values, dense, values, base, 64);
            } else {
                while (bits != 0) {
                    int at = 63 - Long.numberOfLeadingZeros(bits);
                    values[base + at] = values[--dense];
                    bits ^= 1L << at;
                }
            }
            slot = base;
        }
    }

    static void spread(float[] values, int count, long[] validity, int slots) {
        int dense = count;
        int slot = slots;
        while (dense < slot && dense > 0) {
            int word = slot - 1 >>> 6;
            int base = word << 6;
            long bits = validity[word] & -1L >>> 63 - (slot - 1 & 63);
            if (bits == -1L) {
                dense -= 64;
                System.arraycopy(values, dense, values, base, 64);
            } else {
                while (bits != 0) {
                    int at = 63 - Long.numberOfLeadingZeros(bits);
                    values[base + at] = values[--dense];
                    bits ^= 1L << at;
                }
            }
            slot = base;
        }
    }

    static void spread(double[] values, int count, long[] validity, int slots) {
        int dense = count;
        int slot = slots;
        while (dense < slot && dense > 0) {
            int word = slot - 1 >>> 6;
            int base = word << 6;
            long bits = validity[word] & -1L >>> 63 - (slot - 1 & 63);
            if (bits == -1L) {
                dense -= 64;
                System.arraycopy(values, dense, values, base, 64);
            } else {
                while (bits != 0) {
                    int at = 63 - Long.numberOfLeadingZeros(bits);
                    values[base + at] = values[--dense];
                    bits ^= 1L << at;
                }
            }
            slot = base;
        }
    }
}
