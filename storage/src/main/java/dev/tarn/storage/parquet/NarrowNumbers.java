package dev.tarn.storage.parquet;

import dev.tarn.columnar.Bitmaps;

import org.jspecify.annotations.Nullable;

/// Integers that lie close together, as their distances from the middle of their range in one, two
/// or four bytes each. Memory is read for fewer bytes, and widening them is a loop that C2
/// vectorizes (frame of reference, as in Zukowski et al., "Super-Scalar RAM-CPU Cache Compression",
/// 2006, without packing bits). Immutable; the distances are `byte[]`, `short[]` or `int[]`.
record NarrowNumbers(Object distances, long middle) {

    /// Entries up to which ids into a dictionary take a byte each.
    private static final int BYTE_IDS = 1 << 8;

    private static final int SHORT_IDS = 1 << 16;

    /// Ids of a dictionary of `entryCount` entries; null where they take four bytes.
    static @Nullable NarrowNumbers ofIds(int[] ids, int count, int entryCount) {
        if (entryCount > SHORT_IDS) {
            return null;
        }
        return entryCount > BYTE_IDS
                ? new NarrowNumbers(shorts(ids, count, SHORT_IDS / 2), SHORT_IDS / 2)
                : new NarrowNumbers(bytes(ids, count, BYTE_IDS / 2), BYTE_IDS / 2);
    }

    /// The first `count` of `values`, of which those whose bit of `needed` is not set may become
    /// anything (null needs all); null where two bytes are too few.
    static @Nullable NarrowNumbers of(int[] values, int count, long @Nullable [] needed) {
        int min = Integer.MAX_VALUE;
        int max = Integer.MIN_VALUE;
        for (int i = 0; i < count; i++) {
            if (needed == null || Bitmaps.isSet(needed, i)) {
                min = Math.min(min, values[i]);
                max = Math.max(max, values[i]);
            }
        }
        long range = Math.max(0, (long) max - min);
        int middle = (int) (min + ((range + 1) >>> 1));
        if (range < BYTE_IDS) {
            return new NarrowNumbers(bytes(values, count, middle), middle);
        }
        return range < SHORT_IDS ? new NarrowNumbers(shorts(values, count, middle), middle) : null;
    }

    /// The same of longs; null where four bytes are too few.
    static @Nullable NarrowNumbers of(long[] values, int count, long @Nullable [] needed) {
        long min = Long.MAX_VALUE;
        long max = Long.MIN_VALUE;
        for (int i = 0; i < count; i++) {
            if (needed == null || Bitmaps.isSet(needed, i)) {
                min = Math.min(min, values[i]);
                max = Math.max(max, values[i]);
            }
        }
        long range = min > max ? 0 : max - min;
        if (range < 0 || range >= 1L << 32) {
            return null;
        }
        long middle = min + ((range + 1) >>> 1);
        if (range >= SHORT_IDS) {
            return new NarrowNumbers(ints(values, count, middle), middle);
        }
        return range < BYTE_IDS
                ? new NarrowNumbers(bytes(values, count, middle), middle)
                : new NarrowNumbers(shorts(values, count, middle), middle);
    }

    /// Puts numbers `from..from + count) into `target`, from its beginning. They go by way of
    /// floats, which hold 16 bits exactly: C2 of JDK 25 vectorizes these casts, but not bytes and
    /// shorts that become ints (0.06 and 0.33 ns each).
    void widen(int from, int count, int[] target) {
        int base = (int) middle;
        if (distances instanceof byte[] bytes) {
            for (int i = 0; i < count; i++) {
                target[i] = base + (int) (float) bytes[from + i];
            }
        } else {
            short[] shorts = (short[]) distances;
            for (int i = 0; i < count; i++) {
                target[i] = base + (int) (float) shorts[from + i];
            }
        }
    }

    /// Puts numbers `from..from + count) into `target`, from its beginning.
    void widen(int from, int count, long[] target) {
        long base = middle;
        switch (distances) {
            case byte[] bytes -> {
                for (int i = 0; i < count; i++) {
                    target[i] = base + bytes[from + i];
                }
            }
            case short[] shorts -> {
                for (int i = 0; i < count; i++) {
                    target[i] = base + shorts[from + i];
                }
            }
            default -> {
                int[] ints = (int[]) distances;
                for (int i = 0; i < count; i++) {
                    target[i] = base + ints[from + i];
                }
            }
        }
    }

    long sizeBytes() {
        return switch (distances) {
            case byte[] bytes -> bytes.length;
            case short[] shorts -> 2L * shorts.length;
            default -> 4L * ((int[]) distances).length;
        };
    }

    private static byte[] bytes(int[] values, int count, int middle) {
        byte[] narrow = new byte[count];
        for (int i = 0; i < count; i++) {
            narrow[i] = (byte) (values[i] - middle);
        }
        return narrow;
    }

    private static short[] shorts(int[] values, int count, int middle) {
        short[] narrow = new short[count];
        for (int i = 0; i < count; i++) {
            narrow[i] = (short) (values[i] - middle);
        }
        return narrow;
    }

    private static byte[] bytes(long[] values, int count, long middle) {
        byte[] narrow = new byte[count];
        for (int i = 0; i < count; i++) {
            narrow[i] = (byte) (values[i] - middle);
        }
        return narrow;
    }

    private static short[] shorts(long[] values, int count, long middle) {
        short[] narrow = new short[count];
        for (int i = 0; i < count; i++) {
            narrow[i] = (short) (values[i] - middle);
        }
        return narrow;
    }

    private static int[] ints(long[] values, int count, long middle) {
        int[] narrow = new int[count];
        for (int i = 0; i < count; i++) {
            narrow[i] = (int) (values[i] - middle);
        }
        return narrow;
    }
}
