package dev.tarn.maintenance.plan;

import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.StructLike;

import java.util.List;

/// Files of one partition whose rows are to be in other files together.
///
/// @param spec of the partition that they are in
/// @param partition of that spec; without fields where it has none
/// @param outputSpec of the partitions that their rows go to
/// @param outputBytes of the new files, estimated: the input's without the rows known to be deleted
/// @param outputCount of new files, estimated; where the specs differ a partition may have more
public record FileGroup(
        PartitionSpec spec,
        StructLike partition,
        PartitionSpec outputSpec,
        List<FileScanTask> files,
        long outputBytes,
        int outputCount) {
    public FileGroup {
        files = List.copyOf(files);
    }

    public long inputBytes() {
        return files.stream().mapToLong(file -> file.file().fileSizeInBytes()).sum();
    }

    /// Whether its rows stay in the partition that they are in.
    public boolean keepsPartition() {
        return spec.specId() == outputSpec.specId();
    }
}
