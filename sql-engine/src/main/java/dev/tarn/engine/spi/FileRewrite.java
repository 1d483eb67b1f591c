package dev.tarn.engine.spi;

import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.StructLike;
import org.jspecify.annotations.Nullable;

import java.util.List;

/// Data files of a snapshot whose rows are to be in other files: without the rows that its delete
/// files take away, with the columns that the table has now, and from format v3 on with the ids and
/// sequence numbers that rows have.
///
/// @param files of the snapshot, planned by [dev.tarn.storage.table.IcebergScan#planned]
/// @param spec of the new files
/// @param partition which all rows are in, of `spec`; null where their values tell
/// @param order of the rows of a partition
/// @param sizes of the new files
public record FileRewrite(
        long snapshotId,
        List<FileScanTask> files,
        PartitionSpec spec,
        @Nullable StructLike partition,
        FileOrder order,
        Sizes sizes) {
    // Not compact: javac leaves type annotations out of class files for compact constructors.
    public FileRewrite(
            long snapshotId,
            List<FileScanTask> files,
            PartitionSpec spec,
            @Nullable StructLike partition,
            FileOrder order,
            Sizes sizes) {
        this.snapshotId = snapshotId;
        this.files = List.copyOf(files);
        this.spec = spec;
        this.partition = partition;
        this.order = order;
        this.sizes = sizes;
    }

    /// How big files are to be: as near to `targetBytes` as rows allow, and none much above
    /// `mostBytes`. Where their partition is known they are of the same size.
    public record Sizes(long targetBytes, long mostBytes) {
        public Sizes {
            if (targetBytes < 1 || mostBytes < targetBytes) {
                throw new IllegalArgumentException(
                        "Files of %d to %d bytes".formatted(targetBytes, mostBytes));
            }
        }
    }
}
