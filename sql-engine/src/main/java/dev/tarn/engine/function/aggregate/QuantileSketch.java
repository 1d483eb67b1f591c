package dev.tarn.engine.function.aggregate;

import java.nio.ByteBuffer;
import java.util.Arrays;

/// Which value has a given share of all values at or below it, roughly: longs, each with a weight.
/// Exact while up to 1,024 values are held; with more, the rank is off by less than about 0.5 % of
/// the whole weight.
///
/// Karnin, Lang, Liberty: Optimal Quantile Approximation in Streams, 2016. Values of level `l`
/// stand for `2^l` each; a level that overflows is sorted, and every other value goes one level up.
/// Which of the two halves goes up is drawn from a fixed seed, so that the same values in the same
/// order give the same answer; DataSketches' sketch of this kind draws from a seed of the process,
/// and keeps an object a level. A weight is added as the powers of two that it is the sum of. Not
/// thread-safe.
final class QuantileSketch {
    private static final int CAPACITY = 1024;
    private static final int MIN_CAPACITY = 8;
    private static final double SHRINK = 2.0 / 3;
    private static final int OVERHEAD_BYTES = 96;

    private long[][] levels = {new long[4]};
    private int[] sizes = new int[1];
    private int held;
    private int roomLimit = CAPACITY;
    private long weight;
    private long drawn;
    private long heapBytes = OVERHEAD_BYTES + 32;

    /// Adds `value` as often as `times`, at least once.
    void add(long value, long times) {
        weight = Math.addExact(weight, times);
        for (long rest = times; rest != 0; rest &= rest - 1) {
            append(Long.numberOfTrailingZeros(rest), value);
        }
        compact();
    }

    private void append(int level, long value) {
        growTo(level + 1);
        long[] values = levels[level];
        if (values.length == sizes[level]) {
            heapBytes += 8L * Math.max(4, values.length);
            values = Arrays.copyOf(values, values.length + Math.max(4, values.length));
            levels[level] = values;
        }
        values[sizes[level]++] = value;
        held++;
    }

    private void growTo(int levelCount) {
        int had = levels.length;
        if (levelCount <= had) {
            return;
        }
        levels = Arrays.copyOf(levels, levelCount);
        sizes = Arrays.copyOf(sizes, levelCount);
        Arrays.fill(levels, had, levelCount, new long[0]);
        heapBytes += 24L * (levelCount - had);
        roomLimit = 0;
        for (int level = 0; level < levelCount; level++) {
            roomLimit += capacity(level);
        }
    }

    /// How many values a level may hold once all levels together hold too many: the highest the
    /// most.
    private int capacity(int level) {
        double share = Math.pow(SHRINK, levels.length - 1 - level);
        return Math.max(MIN_CAPACITY, (int) (CAPACITY * share));
    }

    private void compact() {
        while (held > roomLimit) {
            int level = 0;
            while (sizes[level] <= capacity(level)) {
                level++;
            }
            compact(level);
        }
    }

    private void compact(int level) {
        long[] values = levels[level];
        int size = sizes[level];
        int pairs = size / 2;
        Arrays.sort(values, 0, size);
        int odd = size & 1;
        sizes[level] = odd;
        held -= 2 * pairs;
        int room = capacity(level);
        if (values.length > 2 * room) {
            heapBytes -= 8L * (values.length - room);
            levels[level] = Arrays.copyOf(values, room);
        }
        int half = draw();
        for (int pair = 0; pair < pairs; pair++) {
            append(level + 1, values[odd + 2 * pair + half]);
        }
    }

    /// 0 or 1.
    private int draw() {
        drawn += 0x9E3779B97F4A7C15L;
        long mixed = (drawn ^ drawn >>> 30) * 0xBF58476D1CE4E5B9L;
        return (int) (mixed >>> 63);
    }

    void merge(QuantileSketch other) {
        weight = Math.addExact(weight, other.weight);
        for (int level = 0; level < other.levels.length; level++) {
            for (int i = 0; i < other.sizes[level]; i++) {
                append(level, other.levels[level][i]);
            }
        }
        compact();
    }

    /// For each of `shares` (0 to 1), the least value with at least that share of the whole weight
    /// at or below it.
    long[] values(double[] shares) {
        long[] values = new long[held];
        long[] upTo = new long[held];
        order(values, upTo);
        long[] found = new long[shares.length];
        for (int i = 0; i < shares.length; i++) {
            long rank = Math.clamp((long) Math.ceil(shares[i] * weight), 1, weight);
            int at = Arrays.binarySearch(upTo, rank);
            found[i] = values[Math.min(held - 1, at < 0 ? -1 - at : at)];
        }
        return found;
    }

    /// The values in order, and the weight of each and of those before it.
    private void order(long[] values, long[] upTo) {
        int[] next = new int[levels.length];
        for (int level = 0; level < levels.length; level++) {
            Arrays.sort(levels[level], 0, sizes[level]);
        }
        long sum = 0;
        for (int at = 0; at < held; at++) {
            int least = -1;
            for (int level = 0; level < levels.length; level++) {
                if (next[level] < sizes[level]
                        && (least < 0 || levels[level][next[level]] < levels[least][next[least]])) {
                    least = level;
                }
            }
            values[at] = levels[least][next[least]++];
            sum += 1L << least;
            upTo[at] = sum;
        }
    }

    /// Heap held, roughly.
    long sizeBytes() {
        return heapBytes;
    }

    /// What [#read] makes a sketch of.
    byte[] bytes() {
        ByteBuffer out = ByteBuffer.allocate(4 + 8 + 4 * levels.length + 8 * held);
        out.putInt(levels.length).putLong(drawn);
        for (int level = 0; level < levels.length; level++) {
            out.putInt(sizes[level]);
            for (int i = 0; i < sizes[level]; i++) {
                out.putLong(levels[level][i]);
            }
        }
        return out.array();
    }

    static QuantileSketch read(ByteBuffer in) {
        QuantileSketch sketch = new QuantileSketch();
        int levelCount = in.getInt();
        sketch.drawn = in.getLong();
        sketch.growTo(levelCount);
        for (int level = 0; level < levelCount; level++) {
            int size = in.getInt();
            long[] values = new long[size];
            for (int i = 0; i < size; i++) {
                values[i] = in.getLong();
            }
            sketch.levels[level] = values;
            sketch.sizes[level] = size;
            sketch.held += size;
            sketch.heapBytes += 8L * size;
            sketch.weight += (long) size << level;
        }
        return sketch;
    }
}
