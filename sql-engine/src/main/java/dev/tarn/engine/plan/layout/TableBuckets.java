package dev.tarn.engine.plan.layout;

import dev.tarn.engine.physical.MergeLayout;
import dev.tarn.engine.physical.Plan;
import dev.tarn.storage.table.LiveFiles;

import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.PartitionField;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SortOrder;
import org.apache.iceberg.Table;
import org.apache.iceberg.io.CloseableIterable;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// How the files of a table at a snapshot are bucketed by the keys of a join, and which sort orders
/// they say they are in.
final class TableBuckets {
    private static final Pattern BUCKET = Pattern.compile("bucket\\[(\\d+)]");

    /// Files of a table that are looked at, and that are read at once for a bucket.
    private static final int MOST_FILES = 10_000;

    private static final int MOST_MERGED = 128;

    /// What reading ahead of the files of a group may hold, and what it holds of one at most.
    private static final long MOST_AHEAD_BYTES = 256L << 20;

    private static final long FILE_AHEAD_BYTES = 24L << 20;

    /// The least share of rows that are in order as it is.
    private static final double LEAST_ORDERED = 0.9;

    private final Table table;

    /// By partition spec, for each key the place of its bucket in the partition, or -1.
    private final Map<Integer, List<Integer>> places = new HashMap<>();

    /// For each key what divides all numbers of buckets; 0 where some files are not bucketed by it.
    private final int[] buckets;

    private final Map<Integer, Long> rowsByOrder = new HashMap<>();
    private final Map<List<Integer>, Held> heldByPartition = new HashMap<>();
    private int files;

    /// Files, and what is read ahead of them at most.
    private record Held(int files, long bytes) {
        Held with(Held other) {
            return new Held(files + other.files, bytes + other.bytes);
        }

        boolean fits() {
            return files <= MOST_MERGED && bytes <= MOST_AHEAD_BYTES;
        }
    }

    private TableBuckets(Table table, int keyCount) {
        this.table = table;
        this.buckets = new int[keyCount];
    }

    /// What the manifests of `scan` say of its columns `ids`; null where it has no files, too many,
    /// or none of the table's orders and partitions are of use.
    static @Nullable TableBuckets of(Plan.TableScan scan, List<Integer> ids) {
        Table table = scan.table();
        Long id = scan.snapshotId();
        Snapshot snapshot = id == null ? null : table.snapshot(id);
        boolean isBucketed =
                table.specs().values().stream()
                        .flatMap(spec -> spec.fields().stream())
                        .anyMatch(
                                field -> bucketCount(field) > 0 && ids.contains(field.sourceId()));
        boolean isSorted =
                table.sortOrders().values().stream()
                        .anyMatch(order ->
                                order.isSorted()
                                        && ids.contains(order.fields().getFirst().sourceId()));
        if (snapshot == null || !isBucketed || !isSorted) {
            return null;
        }
        TableBuckets found = new TableBuckets(table, ids.size());
        try {
            return found.read(snapshot, ids) ? found : null;
        } catch (RuntimeException unreadable) {
            // The scan tells what is wrong with the table's metadata.
            return null;
        }
    }

    private static int bucketCount(PartitionField field) {
        Matcher bucket = BUCKET.matcher(field.transform().toString());
        return bucket.matches() ? Integer.parseInt(bucket.group(1)) : 0;
    }

    private boolean read(Snapshot snapshot, List<Integer> ids) {
        try (CloseableIterable<FileScanTask> tasks = LiveFiles.of(table, snapshot)) {
            for (FileScanTask task : tasks) {
                files++;
                if (files > MOST_FILES || !add(task.file(), ids)) {
                    return false;
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return files > 0;
    }

    /// Whether the file is bucketed by one key at the least.
    private boolean add(DataFile file, List<Integer> ids) {
        if (!places.containsKey(file.specId())) {
            addSpec(Objects.requireNonNull(table.specs().get(file.specId())), ids);
        }
        Integer order = file.sortOrderId();
        rowsByOrder.merge(order == null ? 0 : order, file.recordCount(), Long::sum);
        List<Integer> bucket = new ArrayList<>();
        for (int place : Objects.requireNonNull(places.get(file.specId()))) {
            Integer of = place < 0 ? null : file.partition().get(place, Integer.class);
            bucket.add(of == null ? -1 : of);
        }
        long ahead = Math.min(file.fileSizeInBytes(), FILE_AHEAD_BYTES);
        heldByPartition.merge(bucket, new Held(1, ahead), Held::with);
        for (int count : buckets) {
            if (count > 0) {
                return true;
            }
        }
        return false;
    }

    private void addSpec(PartitionSpec spec, List<Integer> ids) {
        List<Integer> found = new ArrayList<>();
        for (int key = 0; key < ids.size(); key++) {
            int place = -1;
            for (int field = 0; field < spec.fields().size(); field++) {
                PartitionField of = spec.fields().get(field);
                if (of.sourceId() == ids.get(key) && bucketCount(of) > 0) {
                    place = field;
                    break;
                }
            }
            int count = place < 0 ? 0 : bucketCount(spec.fields().get(place));
            boolean isFirst = places.isEmpty();
            buckets[key] =
                    count == 0 || !isFirst && buckets[key] == 0
                            ? 0
                            : BucketLayouts.gcd(buckets[key], count);
            found.add(place);
        }
        places.put(spec.specId(), found);
    }

    /// What divides the numbers of buckets of all files by the key `key`; 0 where some have none.
    int buckets(int key) {
        return buckets[key];
    }

    /// The orders of the table that files may say they are in, that of now first.
    List<SortOrder> orders() {
        List<SortOrder> orders = new ArrayList<>(List.of(table.sortOrder()));
        for (SortOrder order : table.sortOrders().values()) {
            if (order.orderId() != table.sortOrder().orderId()) {
                orders.add(order);
            }
        }
        return orders;
    }

    /// Whether nearly all rows are in files of one of `orders`.
    boolean isMostlyOf(Set<Integer> orders) {
        long rows = 0;
        long ordered = 0;
        for (Map.Entry<Integer, Long> of : rowsByOrder.entrySet()) {
            rows += of.getValue();
            ordered += orders.contains(of.getKey()) ? of.getValue() : 0;
        }
        return !orders.isEmpty() && ordered >= LEAST_ORDERED * rows;
    }

    /// By partition spec, for each of `parts` the place of its bucket in the partition.
    Map<Integer, List<Integer>> fields(List<MergeLayout.Part> parts) {
        Map<Integer, List<Integer>> fields = new HashMap<>();
        places.forEach((spec, of) ->
                fields.put(spec, parts.stream().map(part -> of.get(part.key())).toList()));
        return fields;
    }

    /// Whether no group by `parts` has more files, or larger ones, than are merged at once.
    boolean fits(List<MergeLayout.Part> parts) {
        Map<List<Integer>, Held> groups = new HashMap<>();
        heldByPartition.forEach((bucket, held) -> {
            List<Integer> group = new ArrayList<>();
            for (MergeLayout.Part part : parts) {
                group.add(bucket.get(part.key()) % part.buckets());
            }
            groups.merge(group, held, Held::with);
        });
        return groups.values().stream().allMatch(Held::fits);
    }
}
