package dev.tarn.maintenance.run;

import dev.tarn.storage.table.IcebergScan;

import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.ManifestFile;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.StructLike;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.types.Comparators;
import org.apache.iceberg.util.PropertyUtil;
import org.apache.iceberg.util.StructLikeMap;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// Writes the data manifests of one partition spec anew: as few as their bytes take, each of
/// neighbouring partitions, so that queries for some of them read few manifests. Where there are no
/// more than that already, nothing is done. Delete manifests stay.
public final class ManifestRewrite {
    private ManifestRewrite() {}

    /// How many manifests the table no longer has, and how many are there in their place.
    public record Outcome(int rewrittenCount, int addedCount) {}

    public static Outcome run(Table table, int specId) {
        Snapshot current = table.currentSnapshot();
        if (current == null) {
            return new Outcome(0, 0);
        }
        List<ManifestFile> manifests = of(current, table, specId);
        long bytes = manifests.stream().mapToLong(ManifestFile::length).sum();
        long target =
                PropertyUtil.propertyAsLong(
                        table.properties(),
                        TableProperties.MANIFEST_TARGET_SIZE_BYTES,
                        TableProperties.MANIFEST_TARGET_SIZE_BYTES_DEFAULT);
        int wanted = (int) Math.max(1, Math.ceilDiv(bytes, target));
        if (manifests.size() <= wanted) {
            return new Outcome(0, 0);
        }
        StructLikeMap<Integer> parts = parts(table, current, specId, wanted);
        table.rewriteManifests()
                .rewriteIf(manifest -> manifest.partitionSpecId() == specId)
                .clusterBy(file -> part(parts, file))
                .commit();
        Map<String, String> summary = table.currentSnapshot().summary();
        return new Outcome(
                count(summary, "manifests-replaced"), count(summary, "manifests-created"));
    }

    private static List<ManifestFile> of(Snapshot snapshot, Table table, int specId) {
        return snapshot.dataManifests(table.io()).stream()
                .filter(manifest -> manifest.partitionSpecId() == specId)
                .toList();
    }

    /// Which of `count` manifests each partition goes to: about as many files to each, in the order
    /// of the partitions.
    private static StructLikeMap<Integer> parts(
            Table table, Snapshot snapshot, int specId, int count) {
        PartitionSpec spec = Objects.requireNonNull(table.specs().get(specId));
        StructLikeMap<Integer> fileCounts = StructLikeMap.create(spec.partitionType());
        long fileCount = 0;
        for (FileScanTask file : IcebergScan.planned(table, snapshot.snapshotId())) {
            if (file.file().specId() == specId) {
                fileCounts.merge(file.file().partition(), 1, Integer::sum);
                fileCount++;
            }
        }
        List<Map.Entry<StructLike, Integer>> partitions = new ArrayList<>(fileCounts.entrySet());
        Comparator<StructLike> order = Comparators.forType(spec.partitionType());
        partitions.sort((a, b) -> order.compare(a.getKey(), b.getKey()));
        StructLikeMap<Integer> parts = StructLikeMap.create(spec.partitionType());
        long before = 0;
        for (Map.Entry<StructLike, Integer> partition : partitions) {
            parts.put(partition.getKey(), (int) (before * count / Math.max(1, fileCount)));
            before += partition.getValue();
        }
        return parts;
    }

    /// The first part for partitions that others have added since.
    private static Object part(StructLikeMap<Integer> parts, DataFile file) {
        return parts.getOrDefault(file.partition(), 0);
    }

    private static int count(Map<String, String> summary, String name) {
        return Integer.parseInt(summary.getOrDefault(name, "0"));
    }
}
