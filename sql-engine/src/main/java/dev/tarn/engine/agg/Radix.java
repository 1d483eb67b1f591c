package dev.tarn.engine.agg;

import java.util.function.IntUnaryOperator;

/// Numbers `0..count` ordered by partition: those of partition `p` are `numbers[starts[p]..starts[p
/// + 1])`, ascending.
record Radix(int[] numbers, int[] starts) {
    static final int BITS = 6;

    static final int PARTITION_COUNT = 1 << BITS;

    /// The partition of a hash: its upper bits, which neither slots nor most tags depend on.
    static int partition(long hash) {
        return (int) (hash >>> Long.SIZE - BITS);
    }

    /// The first `count` of `hashes`, by [#partition(long)].
    static Radix ofHashes(long[] hashes, int count) {
        int[] starts = new int[PARTITION_COUNT + 1];
        for (int number = 0; number < count; number++) {
            starts[partition(hashes[number]) + 1]++;
        }
        for (int partition = 0; partition < PARTITION_COUNT; partition++) {
            starts[partition + 1] += starts[partition];
        }
        int[] next = starts.clone();
        int[] numbers = new int[count];
        for (int number = 0; number < count; number++) {
            numbers[next[partition(hashes[number])]++] = number;
        }
        return new Radix(numbers, starts);
    }

    static Radix of(int count, IntUnaryOperator partitionOf) {
        int[] starts = new int[PARTITION_COUNT + 1];
        for (int number = 0; number < count; number++) {
            starts[partitionOf.applyAsInt(number) + 1]++;
        }
        for (int partition = 0; partition < PARTITION_COUNT; partition++) {
            starts[partition + 1] += starts[partition];
        }
        int[] next = starts.clone();
        int[] numbers = new int[count];
        for (int number = 0; number < count; number++) {
            numbers[next[partitionOf.applyAsInt(number)]++] = number;
        }
        return new Radix(numbers, starts);
    }

    long sizeBytes() {
        return 4L * (numbers.length + starts.length);
    }
}
