package dev.tarn.engine.join;

import dev.tarn.columnar.Batch;

import java.util.Arrays;

/// Rows `0..count` by four bits of their keys' hashes: those of partition `p` are
/// `rows[starts[p]..starts[p + 1])`, ascending.
record Partitions(int[] rows, int[] starts) {
    static final int COUNT = 16;

    private static final int BITS = 4;

    /// Other bits than hash tables look at, which take the lowest and the four highest ones.
    private static final int TOP_BIT = 56;

    /// Of `hashes[0..count)`, by the bits of `level`.
    static Partitions ofHashes(long[] hashes, int count, int level) {
        int[] starts = new int[COUNT + 1];
        for (int row = 0; row < count; row++) {
            starts[of(hashes[row], level) + 1]++;
        }
        for (int partition = 0; partition < COUNT; partition++) {
            starts[partition + 1] += starts[partition];
        }
        int[] next = starts.clone();
        int[] rows = new int[count];
        for (int row = 0; row < count; row++) {
            rows[next[of(hashes[row], level)]++] = row;
        }
        return new Partitions(rows, starts);
    }

    /// The partition of a hash. `level` is how many bits were looked at before, in fours.
    static int of(long hash, int level) {
        return (int) (hash >>> TOP_BIT - BITS * level) & COUNT - 1;
    }

    int count(int partition) {
        return starts[partition + 1] - starts[partition];
    }

    /// The rows of a partition, ascending.
    int[] rows(int partition) {
        return Arrays.copyOfRange(rows, starts[partition], starts[partition + 1]);
    }

    /// The selected rows of `batch` that are of a partition, where these are its selected rows.
    Batch select(Batch batch, int partition) {
        int[] selected = rows(partition);
        int[] selection = batch.selection();
        for (int i = 0; selection != null && i < selected.length; i++) {
            selected[i] = selection[selected[i]];
        }
        return new Batch(batch.columns(), batch.rowCount(), selected, selected.length);
    }
}
