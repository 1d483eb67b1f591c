package dev.tarn.engine.plan.stats;

import dev.tarn.columnar.Vector;
import dev.tarn.engine.function.Rows;
import dev.tarn.engine.function.ValueHash;
import dev.tarn.engine.plan.stats.DistinctEstimate.Run;
import dev.tarn.engine.plan.stats.KeptEstimates.Key;
import dev.tarn.engine.schema.Relation;
import dev.tarn.storage.ValueRun;
import dev.tarn.storage.table.TableSample;

import org.apache.iceberg.types.Types;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/// Looks at samples of several tables at once, their files side by side.
final class SampleReads {
    private SampleReads() {}

    /// Columns of a table to look at.
    record Asked(Relation.OfTable table, long snapshotId, List<Types.NestedField> columns) {
        Key key(Types.NestedField column) {
            return Key.of(table, snapshotId, column.fieldId());
        }
    }

    /// A table whose places are chosen.
    private record Chosen(Asked asked, TableSample sample) {
        List<Callable<FileRuns>> reads() {
            List<Callable<FileRuns>> reads = new ArrayList<>();
            for (int file = 0; file < sample.fileCount(); file++) {
                int at = file;
                reads.add(() -> runs(at));
            }
            return reads;
        }

        private FileRuns runs(int file) {
            List<List<Looked>> columns = new ArrayList<>();
            for (Types.NestedField column : asked.columns) {
                columns.add(sample.runs(file, column).stream().map(Looked::at).toList());
            }
            return new FileRuns(columns);
        }
    }

    /// The runs that a file gave of each column.
    private record FileRuns(List<List<Looked>> columns) {}

    private record Looked(boolean wholeGroup, Run run) {
        static Looked at(ValueRun run) {
            return new Looked(run.wholeGroup(), new Run(run.rowCount(), hashes(run.values())));
        }
    }

    /// How many distinct values each column is expected to have, NaN where nothing could be looked
    /// at; tables that could not be read, or not within `maxMillis`, are left out.
    static Map<Key, Double> estimates(List<Asked> tables, long maxMillis) {
        List<Chosen> chosen = new ArrayList<>();
        List<Callable<FileRuns>> reads = new ArrayList<>();
        for (Asked asked : tables) {
            TableSample sample = sample(asked);
            if (sample != null) {
                chosen.add(new Chosen(asked, sample));
                reads.addAll(chosen.getLast().reads());
            }
        }
        List<Future<FileRuns>> done = read(reads, maxMillis);
        Map<Key, Double> estimates = new HashMap<>();
        int from = 0;
        for (Chosen table : done.isEmpty() ? List.<Chosen>of() : chosen) {
            int to = from + table.sample.fileCount();
            List<FileRuns> files = all(done.subList(from, to));
            from = to;
            for (int i = 0; files != null && i < table.asked.columns.size(); i++) {
                estimates.put(
                        table.asked.key(table.asked.columns.get(i)),
                        DistinctEstimate.of(runs(files, i), table.sample.rowCount()));
            }
        }
        return estimates;
    }

    /// Null where manifests cannot be read, which the scan then tells.
    private static @Nullable TableSample sample(Asked asked) {
        try {
            return TableSample.of(asked.table.table(), asked.snapshotId);
        } catch (RuntimeException e) {
            return null;
        }
    }

    /// What became of `reads`, each done, failed or given up; none of them where the thread is
    /// interrupted.
    private static List<Future<FileRuns>> read(List<Callable<FileRuns>> reads, long maxMillis) {
        // Not closed, which would wait for reads that were given up.
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        try {
            return threads.invokeAll(reads, maxMillis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return List.of();
        } finally {
            threads.shutdownNow();
        }
    }

    /// What all of `done` gave; null where one failed, whose reason the scan tells.
    private static @Nullable List<FileRuns> all(List<Future<FileRuns>> done) {
        List<FileRuns> files = new ArrayList<>();
        for (Future<FileRuns> file : done) {
            try {
                files.add(file.get());
            } catch (ExecutionException | CancellationException e) {
                return null;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return null;
            }
        }
        return files;
    }

    /// The runs of column `i` that are of one kind: row groups where these are as many as others.
    private static List<Run> runs(List<FileRuns> files, int i) {
        List<Run> groups = new ArrayList<>();
        List<Run> rows = new ArrayList<>();
        for (FileRuns file : files) {
            for (Looked looked : file.columns.get(i)) {
                (looked.wholeGroup ? groups : rows).add(looked.run);
            }
        }
        return groups.size() >= rows.size() ? groups : rows;
    }

    private static long[] hashes(List<Vector> values) {
        long[] all = new long[values.stream().mapToInt(Vector::length).sum()];
        int count = 0;
        for (Vector vector : values) {
            long[] hashed = ValueHash.of(vector, Rows.all(vector.length()));
            for (int row = 0; row < vector.length(); row++) {
                if (!vector.isNull(row)) {
                    all[count++] = hashed[row];
                }
            }
        }
        Arrays.sort(all, 0, count);
        int distinct = 0;
        for (int i = 0; i < count; i++) {
            if (i == 0 || all[i] != all[i - 1]) {
                all[distinct++] = all[i];
            }
        }
        return Arrays.copyOf(all, distinct);
    }
}
