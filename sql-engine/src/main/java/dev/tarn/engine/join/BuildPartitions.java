package dev.tarn.engine.join;

import dev.tarn.columnar.Batch;
import dev.tarn.engine.columns.KeyBatch;
import dev.tarn.engine.exec.QueryContext;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/// One driver's build rows by partition, from when memory did not suffice for all of them: those of
/// some partitions are kept, those of the others, which all drivers agree on, are written. Says
/// what it takes, and reserves nothing. Owned by one driver.
final class BuildPartitions {
    private final JoinSpill spill;
    private final KeptBuildRows writing;
    private final QueryContext query;
    private final PartitionWriter writer;

    /// What is kept of each partition; null where it is written.
    private final List<@Nullable KeptRows> kept;

    /// The partitions of the batch that is about to be added.
    private Partitions coming = Partitions.ofHashes(new long[0], 0, 0);

    /// @param all the rows so far
    BuildPartitions(KeptRows all, JoinSpill spill, KeptBuildRows writing, QueryContext query) {
        this.spill = spill;
        this.writing = writing;
        this.query = query;
        this.writer = spill.newBuildWriter();
        this.kept = new ArrayList<>(all.divided());
    }

    /// Writes what is kept of partitions that another driver has begun to write.
    void follow() {
        for (int partition = 0; partition < Partitions.COUNT; partition++) {
            if (spill.isOnDisk(partition)) {
                write(partition);
            }
        }
    }

    private void write(int partition) {
        KeptRows rows = kept.get(partition);
        if (rows != null) {
            writing.write(rows, partition, writer, query);
            kept.set(partition, null);
        }
    }

    /// Says that the rows with the keys `keys` are to be added next.
    void expect(KeyBatch keys) {
        coming = Partitions.ofHashes(keys.hashes, keys.count, 0);
    }

    /// What the kept rows will take once they are put together and have a table, with those of
    /// `batch`, the expected one, that will be kept.
    long builtBytesWith(Batch batch, KeyBatch keys) {
        long bytes = 0;
        for (int partition = 0; partition < Partitions.COUNT; partition++) {
            KeptRows rows = kept.get(partition);
            if (rows != null && coming.count(partition) > 0) {
                bytes += rows.builtBytesWith(batch, keys, coming.rows(partition));
            } else if (rows != null) {
                bytes += rows.builtBytes();
            }
        }
        return bytes;
    }

    /// Begins to write the partition of which the most is kept, the first of those that are as
    /// large. Says false where there is none that has rows or expects some.
    boolean writeLargest() {
        int largest = -1;
        long mostBytes = -1;
        for (int partition = 0; partition < Partitions.COUNT; partition++) {
            KeptRows rows = kept.get(partition);
            boolean empty = rows == null || rows.rowCount() == 0 && coming.count(partition) == 0;
            if (!empty && rows.builtBytes() > mostBytes) {
                largest = partition;
                mostBytes = rows.builtBytes();
            }
        }
        if (largest < 0) {
            return false;
        }
        spill.begin(largest);
        write(largest);
        return true;
    }

    /// Adds the expected batch: its rows are kept or written.
    void add(Batch batch, KeyBatch keys) {
        for (int partition = 0; partition < Partitions.COUNT; partition++) {
            if (coming.count(partition) == 0) {
                continue;
            }
            Batch part = coming.select(batch, partition);
            KeptRows rows = kept.get(partition);
            if (rows == null) {
                writer.add(partition, spill.buildColumns().narrowed(part));
            } else {
                rows.add(part, keys, coming.rows(partition));
            }
        }
    }

    /// The rows that are kept, by partition.
    List<KeptRows> kept() {
        List<KeptRows> all = new ArrayList<>();
        for (KeptRows rows : kept) {
            if (rows != null && rows.rowCount() > 0) {
                all.add(rows);
            }
        }
        return all;
    }

    /// Hands over what is written, once all drivers have ended: no partition begins then.
    void finish() {
        follow();
        spill.addBuild(writer.finish());
    }
}
