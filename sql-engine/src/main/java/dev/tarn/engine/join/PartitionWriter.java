package dev.tarn.engine.join;

import dev.tarn.columnar.Batch;
import dev.tarn.columnar.DataType;
import dev.tarn.engine.spill.Run;
import dev.tarn.engine.spill.SpillBuffers;
import dev.tarn.engine.spill.SpillFile;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/// Spreads the rows of one driver over runs, one for each partition of their keys' hashes.
///
/// Rows wait until there are enough of a partition for a block; all that wait are no more than what
/// the buffers of a spill have reserved for such rows.
final class PartitionWriter {
    private final int level;
    private final List<BlockWriter> writers = new ArrayList<>(Partitions.COUNT);

    /// @param level how many bits were looked at before, in fours
    PartitionWriter(SpillFile file, List<DataType> types, int level) {
        this.level = level;
        for (int partition = 0; partition < Partitions.COUNT; partition++) {
            writers.add(new BlockWriter(file, types));
        }
    }

    /// Adds the selected rows of `batch`; `hashes[i]` is of the i-th of them.
    void add(Batch batch, long[] hashes) {
        Partitions partitions = Partitions.ofHashes(hashes, batch.selectedCount(), level);
        for (int partition = 0; partition < Partitions.COUNT; partition++) {
            if (partitions.count(partition) > 0) {
                writers.get(partition).add(partitions.select(batch, partition));
            }
        }
        writeLargest();
    }

    /// Adds the selected rows of `batch`, which are all of `partition`.
    void add(int partition, Batch batch) {
        writers.get(partition).add(batch);
        writeLargest();
    }

    /// Writes the largest partitions until what waits is little.
    private void writeLargest() {
        long bytes = 0;
        for (BlockWriter writer : writers) {
            bytes += writer.waitingBytes();
        }
        while (bytes > SpillBuffers.ROW_BYTES) {
            BlockWriter largest = writers.getFirst();
            for (BlockWriter writer : writers) {
                if (writer.waitingBytes() > largest.waitingBytes()) {
                    largest = writer;
                }
            }
            bytes -= largest.waitingBytes();
            largest.write();
        }
    }

    /// The runs, by partition; null where a partition has no rows. Nothing is added afterwards.
    List<@Nullable Run> finish() {
        List<@Nullable Run> runs = new ArrayList<>(Partitions.COUNT);
        for (BlockWriter writer : writers) {
            runs.add(writer.finish());
        }
        return runs;
    }
}
