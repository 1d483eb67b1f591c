package dev.tarn.storage.table;

import dev.tarn.storage.StorageException;

import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.ManifestFile;
import org.apache.iceberg.ManifestFiles;
import org.apache.iceberg.ManifestReader;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.expressions.Evaluator;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.expressions.InclusiveMetricsEvaluator;
import org.apache.iceberg.expressions.ManifestEvaluator;
import org.apache.iceberg.expressions.Projections;
import org.apache.iceberg.expressions.ResidualEvaluator;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.FileIO;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

/// The data files of one snapshot that a filter cannot rule out, from [KeptManifests].
///
/// Does for snapshots without deletes what Iceberg's own planning does, which decodes every
/// manifest again for each scan, and polls the threads that do. Manifests that are not kept are
/// read by up to [#MOST_READERS] virtual threads. Files come in the order of the manifests. Used by
/// one thread.
final class SnapshotFiles {
    private static final int MOST_READERS = 16;

    /// What is read of a manifest that is too long to be kept: no statistics stay.
    private static final List<String> COLUMNS =
            List.of(
                    "snapshot_id",
                    "file_path",
                    "file_ordinal",
                    "file_format",
                    "block_size_in_bytes",
                    "file_size_in_bytes",
                    "record_count",
                    "partition",
                    "key_metadata",
                    "split_offsets",
                    "sort_order_id");

    private final KeptManifests kept;
    private final FileIO io;
    private final KeptManifests.Lists manifests;
    private final Map<Integer, Pruning> pruningBySpec = new HashMap<>();

    private SnapshotFiles(KeptManifests kept, FileIO io, KeptManifests.Lists manifests) {
        this.kept = kept;
        this.io = io;
        this.manifests = manifests;
    }

    /// What is left of a manifest, and how many files there were.
    private record Found(List<FileScanTask> tasks, long fileCount) {}

    /// What is left of the snapshot, and what was left out.
    record Planned(List<FileScanTask> tasks, TableScanPlan.Skipped skipped) {}

    /// A filter applied to the manifests and files of one partition spec. Thread-safe.
    private record Pruning(
            PartitionSpec spec,
            PlannedFile.Texts texts,
            Expression filter,
            ManifestEvaluator manifests,
            Evaluator partitions,
            InclusiveMetricsEvaluator statistics,
            ResidualEvaluator residuals) {

        static Pruning of(PartitionSpec spec, Expression filter) {
            Expression projected = Projections.inclusive(spec, true).project(filter);
            return new Pruning(
                    spec,
                    PlannedFile.Texts.of(spec),
                    filter,
                    ManifestEvaluator.forPartitionFilter(projected, spec, true),
                    new Evaluator(spec.partitionType(), projected, true),
                    new InclusiveMetricsEvaluator(spec.schema(), filter, true),
                    ResidualEvaluator.of(spec, filter, true));
        }

        boolean mayMatch(DataFile file) {
            return partitions.eval(file.partition()) && statistics.eval(file);
        }

        FileScanTask task(DataFile file) {
            return new PlannedFile(file, spec, residuals, texts);
        }
    }

    /// Plans `snapshot` of `table` with `filter` over the columns of `schema`; null where there are
    /// deletes, which Iceberg has to match with the files.
    static @Nullable Planned plan(
            KeptManifests kept, Table table, Snapshot snapshot, Expression filter, Schema schema) {
        KeptManifests.Lists manifests = kept.manifests(snapshot, table.io());
        if (!manifests.deletes().isEmpty()) {
            return null;
        }
        SnapshotFiles files = new SnapshotFiles(kept, table.io(), manifests);
        for (ManifestFile manifest : manifests.data()) {
            files.pruningBySpec.computeIfAbsent(
                    manifest.partitionSpecId(),
                    id -> Pruning.of(specFor(table, id, schema), filter));
        }
        return files.plan();
    }

    /// All files of `snapshot` with their statistics, read as they are asked for; null where there
    /// are deletes, or a manifest whose statistics are not kept.
    static @Nullable CloseableIterable<FileScanTask> all(
            KeptManifests kept, Table table, Snapshot snapshot) {
        KeptManifests.Lists manifests = kept.manifests(snapshot, table.io());
        if (!manifests.deletes().isEmpty()
                || !manifests.data().stream().allMatch(KeptManifests::keeps)) {
            return null;
        }
        SnapshotFiles files = new SnapshotFiles(kept, table.io(), manifests);
        for (ManifestFile manifest : manifests.data()) {
            files.pruningBySpec.computeIfAbsent(
                    manifest.partitionSpecId(),
                    id ->
                            Pruning.of(
                                    Objects.requireNonNull(table.specs().get(id)),
                                    Expressions.alwaysTrue()));
        }
        List<ManifestFile> live = manifests.data().stream().filter(SnapshotFiles::isLive).toList();
        int steps = Math.ceilDiv(live.size(), MOST_READERS);
        return CloseableIterable.concat(() ->
                IntStream.range(0, steps)
                        .mapToObj(step -> files.tasks(step(live, step)))
                        .iterator());
    }

    /// What is read side by side.
    private static List<ManifestFile> step(List<ManifestFile> live, int step) {
        int from = step * MOST_READERS;
        return live.subList(from, Math.min(live.size(), from + MOST_READERS));
    }

    private CloseableIterable<FileScanTask> tasks(List<ManifestFile> some) {
        List<FileScanTask> tasks = new ArrayList<>();
        findAll(some).forEach(found -> tasks.addAll(found.tasks()));
        return CloseableIterable.withNoopClose(tasks);
    }

    /// The partition spec over the columns as `schema` has them.
    private static PartitionSpec specFor(Table table, int specId, Schema schema) {
        PartitionSpec spec = Objects.requireNonNull(table.specs().get(specId));
        return table.schema().schemaId() == schema.schemaId()
                ? spec
                : spec.toUnbound().bind(schema);
    }

    private Planned plan() {
        List<ManifestFile> left = new ArrayList<>();
        for (ManifestFile manifest : manifests.data()) {
            if (isLive(manifest) && pruning(manifest).manifests().eval(manifest)) {
                left.add(manifest);
            }
        }
        List<FileScanTask> tasks = new ArrayList<>();
        long fileCount = 0;
        for (Found found : findAll(left)) {
            tasks.addAll(found.tasks());
            fileCount += found.fileCount();
        }
        int manifestCount = manifests.data().size();
        return new Planned(
                tasks,
                new TableScanPlan.Skipped(
                        manifestCount,
                        manifestCount - left.size(),
                        fileCount,
                        fileCount - tasks.size()));
    }

    private static boolean isLive(ManifestFile manifest) {
        return manifest.hasAddedFiles() || manifest.hasExistingFiles();
    }

    private Pruning pruning(ManifestFile manifest) {
        return Objects.requireNonNull(pruningBySpec.get(manifest.partitionSpecId()));
    }

    /// What each of `left` holds, in order.
    private List<Found> findAll(List<ManifestFile> left) {
        Found[] found = new Found[left.size()];
        List<Integer> missing = new ArrayList<>();
        for (int i = 0; i < found.length; i++) {
            ManifestFile manifest = left.get(i);
            Pruning pruning = pruning(manifest);
            List<DataFile> files = kept.find(manifest, pruning.spec());
            if (files == null) {
                missing.add(i);
            } else {
                found[i] = prune(files, pruning);
            }
        }
        if (missing.size() == 1) {
            int only = missing.getFirst();
            found[only] = read(left.get(only));
        } else if (!missing.isEmpty()) {
            readAll(left, missing, found);
        }
        return List.of(found);
    }

    private void readAll(List<ManifestFile> left, List<Integer> missing, Found[] found) {
        int readers = Math.min(MOST_READERS, missing.size());
        try (ExecutorService threads =
                Executors.newFixedThreadPool(
                        readers, Thread.ofVirtual().name("tarn-plan").factory())) {
            List<Future<Found>> reads = new ArrayList<>();
            for (int i : missing) {
                reads.add(threads.submit(() -> read(left.get(i))));
            }
            try {
                for (int i = 0; i < reads.size(); i++) {
                    found[missing.get(i)] = reads.get(i).get();
                }
            } finally {
                threads.shutdownNow();
            }
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException cause
                    ? cause
                    : new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StorageException(
                    StorageException.Kind.IO, "Interrupted while manifests were read", e);
        }
    }

    private Found read(ManifestFile manifest) {
        Pruning pruning = pruning(manifest);
        if (!KeptManifests.keeps(manifest)) {
            return stream(manifest, pruning);
        }
        List<DataFile> files;
        try {
            files = kept.load(manifest, pruning.spec(), io);
        } catch (IllegalArgumentException e) {
            // Some writers' statistics are not as they should be; without a filter nobody minds.
            try {
                return stream(manifest, pruning);
            } catch (RuntimeException worse) {
                worse.addSuppressed(e);
                throw worse;
            }
        }
        return prune(files, pruning);
    }

    private static Found prune(List<DataFile> files, Pruning pruning) {
        List<FileScanTask> tasks = new ArrayList<>();
        for (DataFile file : files) {
            if (pruning.mayMatch(file)) {
                tasks.add(pruning.task(file));
            }
        }
        return new Found(tasks, files.size());
    }

    /// Reads a manifest without ever holding all of it, and statistics only if the filter needs
    /// them.
    private Found stream(ManifestFile manifest, Pruning pruning) {
        List<FileScanTask> tasks = new ArrayList<>();
        PartitionSpec spec = pruning.spec();
        try (ManifestReader<DataFile> reader =
                ManifestFiles.read(manifest, io, Map.of(spec.specId(), spec))) {
            reader.filterRows(pruning.filter()).select(COLUMNS);
            reader.forEach(file -> tasks.add(pruning.task(file)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Integer added = manifest.addedFilesCount();
        Integer existing = manifest.existingFilesCount();
        long fileCount = added == null || existing == null ? 0 : (long) added + existing;
        return new Found(tasks, Math.max(fileCount, tasks.size()));
    }
}
