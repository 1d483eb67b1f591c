package dev.tarn.maintenance.plan;

import dev.tarn.engine.spi.FileOrder;

import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.StructLike;
import org.apache.iceberg.util.StructLikeMap;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/// Plans rewrites of data files: pure, from metadata alone.
///
/// Follows Iceberg's `BinPackRewriteFilePlanner` (1.12), but groups files by the spec that they are
/// in, where that one takes all of older specs for one partition, and leaves files alone that would
/// become as many again.
public final class RewritePlanner {
    private final TableFiles files;
    private final RewriteOptions options;
    private final FileChoice choice;

    private RewritePlanner(TableFiles files, RewriteOptions options, FileOrder order) {
        this.files = files;
        this.options = options;
        this.choice = new FileChoice(options, order, files);
    }

    public static RewritePlan plan(TableFiles files, RewriteOptions options, FileOrder order) {
        RewritePlanner planner = new RewritePlanner(files, options, order);
        List<FileGroup> groups = options.order().of(planner.groups());
        return new RewritePlan(files, planner.limited(groups), planner.choice.untangles());
    }

    private List<FileGroup> groups() {
        Map<Integer, StructLikeMap<List<FileScanTask>>> partitions = new TreeMap<>();
        for (FileScanTask file : files.all()) {
            if (files.isChosen(file) && choice.isCandidate(file)) {
                partitions
                        .computeIfAbsent(
                                file.file().specId(),
                                id -> StructLikeMap.create(spec(id).partitionType()))
                        .computeIfAbsent(file.file().partition(), _ -> new ArrayList<>())
                        .add(file);
            }
        }
        List<FileGroup> groups = new ArrayList<>();
        for (StructLikeMap<List<FileScanTask>> ofSpec : partitions.values()) {
            for (Map.Entry<StructLike, List<FileScanTask>> partition : ofSpec.entrySet()) {
                addGroups(partition.getValue(), groups);
            }
        }
        return groups;
    }

    private PartitionSpec spec(int id) {
        return Objects.requireNonNull(files.specs().get(id));
    }

    private void addGroups(List<FileScanTask> candidates, List<FileGroup> groups) {
        for (List<FileScanTask> packed : packed(candidates)) {
            FileGroup group = group(packed);
            if (isWorthwhile(group)) {
                groups.add(group);
            }
        }
    }

    private boolean isWorthwhile(FileGroup group) {
        return !group.keepsPartition() || choice.isWorthwhile(group.files(), group.outputCount());
    }

    /// `candidates` in order, in groups that are not too big; a file that is too big alone is one.
    private List<List<FileScanTask>> packed(List<FileScanTask> candidates) {
        List<List<FileScanTask>> groups = new ArrayList<>();
        List<FileScanTask> group = new ArrayList<>();
        long bytes = 0;
        for (FileScanTask file : candidates) {
            long length = file.file().fileSizeInBytes();
            boolean isFull =
                    bytes + length > options.maxGroupBytes()
                            || group.size() >= options.maxGroupFiles();
            if (isFull && !group.isEmpty()) {
                groups.add(group);
                group = new ArrayList<>();
                bytes = 0;
            }
            group.add(file);
            bytes += length;
        }
        if (!group.isEmpty()) {
            groups.add(group);
        }
        return groups;
    }

    private FileGroup group(List<FileScanTask> packed) {
        FileScanTask first = packed.getFirst();
        PartitionSpec spec = spec(first.file().specId());
        Integer output = options.outputSpecId();
        double bytes = 0;
        for (FileScanTask file : packed) {
            double rowCount = Math.max(1, file.file().recordCount());
            double kept = (rowCount - FileChoice.deletedCount(file)) / rowCount;
            bytes += kept * file.file().fileSizeInBytes() * options.compressionFactor();
        }
        long outputBytes = Math.round(bytes);
        return new FileGroup(
                spec,
                first.file().partition(),
                output == null ? spec : spec(output),
                packed,
                outputBytes,
                options.sizes().count(outputBytes));
    }

    /// As many groups as `max-files-to-rewrite` allows, the last one cut if that is still worth it.
    private List<FileGroup> limited(List<FileGroup> groups) {
        List<FileGroup> some = new ArrayList<>();
        long left = options.maxFiles();
        for (FileGroup group : groups) {
            if (group.files().size() > left) {
                if (left > 0) {
                    FileGroup cut = group(group.files().subList(0, (int) left));
                    if (isWorthwhile(cut)) {
                        some.add(cut);
                    }
                }
                break;
            }
            some.add(group);
            left -= group.files().size();
        }
        return some;
    }
}
