package dev.tarn.engine.join;

import dev.tarn.columnar.Batch;
import dev.tarn.columnar.DataType;
import dev.tarn.columnar.Vector;
import dev.tarn.engine.columns.Concatenation;
import dev.tarn.engine.columns.RowStore;
import dev.tarn.engine.spill.Run;
import dev.tarn.engine.spill.RunWriter;
import dev.tarn.engine.spill.SpillBuffers;
import dev.tarn.engine.spill.SpillFile;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/// Spreads the rows of one driver over runs, one for each value of four bits of their keys' hash.
///
/// Rows wait until there are enough of a partition for a block; all that wait are no more than what
/// the buffers of a spill have reserved for such rows.
final class PartitionWriter {
    static final int PARTITIONS = 16;

    private static final int BITS = 4;
    private static final int TOP_BIT = 56;

    private final SpillFile file;
    private final List<DataType> types;
    private final int shift;
    private final @Nullable RunWriter[] writers = new @Nullable RunWriter[PARTITIONS];
    private final RowStore[] waiting = new RowStore[PARTITIONS];
    private final int[] counts = new int[PARTITIONS];
    private int[] partitions = new int[0];

    /// @param level how many bits were looked at before, times four; other bits than hash tables
    ///   take
    PartitionWriter(SpillFile file, List<DataType> types, int level) {
        this.file = file;
        this.types = types;
        this.shift = TOP_BIT - BITS * level;
        for (int partition = 0; partition < PARTITIONS; partition++) {
            waiting[partition] = new RowStore(types.size());
        }
    }

    /// Adds the selected rows of `batch`; `hashes[i]` is of the i-th of them.
    void add(Batch batch, long[] hashes) {
        int count = batch.selectedCount();
        if (partitions.length < count) {
            partitions = new int[count];
        }
        java.util.Arrays.fill(counts, 0);
        for (int i = 0; i < count; i++) {
            partitions[i] = (int) (hashes[i] >>> shift) & PARTITIONS - 1;
            counts[partitions[i]]++;
        }
        int[] selection = batch.selection();
        for (int partition = 0; partition < PARTITIONS; partition++) {
            if (counts[partition] == 0) {
                continue;
            }
            int[] rows = new int[counts[partition]];
            int at = 0;
            for (int i = 0; i < count; i++) {
                if (partitions[i] == partition) {
                    rows[at++] = selection == null ? i : selection[i];
                }
            }
            waiting[partition].add(new Batch(batch.columns(), batch.rowCount(), rows, at));
        }
        writeSome();
    }

    /// Writes partitions that have a block, or else the largest, until what waits is little.
    private void writeSome() {
        long bytes = 0;
        for (int partition = 0; partition < PARTITIONS; partition++) {
            if (waiting[partition].sizeBytes() >= SpillBuffers.BLOCK_BYTES) {
                write(partition);
            }
            bytes += waiting[partition].sizeBytes();
        }
        while (bytes > SpillBuffers.ROW_BYTES) {
            int largest = 0;
            for (int partition = 1; partition < PARTITIONS; partition++) {
                if (waiting[partition].sizeBytes() > waiting[largest].sizeBytes()) {
                    largest = partition;
                }
            }
            bytes -= waiting[largest].sizeBytes();
            write(largest);
        }
    }

    private void write(int partition) {
        RowStore rows = waiting[partition];
        if (rows.rowCount() == 0) {
            return;
        }
        List<Vector> columns = new ArrayList<>(types.size());
        for (int column = 0; column < types.size(); column++) {
            columns.add(Concatenation.of(types.get(column), rows.pieces(column)));
        }
        RunWriter writer = writers[partition];
        if (writer == null) {
            writer = file.newRun(types);
            writers[partition] = writer;
        }
        writer.add(new Batch(columns, rows.rowCount()));
        waiting[partition] = new RowStore(types.size());
    }

    /// The runs, by partition; null where a partition has no rows. Nothing is added afterwards.
    List<@Nullable Run> finish() {
        List<@Nullable Run> runs = new ArrayList<>(PARTITIONS);
        for (int partition = 0; partition < PARTITIONS; partition++) {
            write(partition);
            RunWriter writer = writers[partition];
            runs.add(writer == null ? null : writer.finish());
        }
        return runs;
    }
}
