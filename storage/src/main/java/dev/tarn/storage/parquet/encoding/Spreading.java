package dev.tarn.storage.parquet.encoding;

/// Puts dense values into the slots that have one, in place.
///
/// The first `count` of `values` go, in order, to those of the slots `0..slots` whose bit in
/// `validity` is set, which are as many; the other slots hold anything. Runs from the end, and ends
/// where values stand in their slots already.
final class Spreading {
    private Spreading() {}

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
