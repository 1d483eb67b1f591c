package dev.tarn.engine.sort;

import dev.tarn.columnar.DataType;
import dev.tarn.columnar.DataType.Field;
import dev.tarn.engine.exec.QueryContext;
import dev.tarn.engine.memory.Reservation;
import dev.tarn.engine.order.OrderedCursor;
import dev.tarn.engine.physical.Plan;
import dev.tarn.engine.physical.SortKey;
import dev.tarn.engine.spill.Run;
import dev.tarn.engine.spill.RunWriter;
import dev.tarn.engine.spill.SpillFile;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// The runs of one sort that are on disk, a file each. Thread-safe.
final class SortedRuns {
    /// Runs that are merged at once at most, however much memory there is: so many files are read.
    static final int MOST_MERGED = 128;

    private final Plan plan;
    private final List<SortKey> keys;
    private final List<DataType> types;
    private final QueryContext query;
    private final List<Run> runs = new ArrayList<>();

    /// Runs that are being merged into fewer.
    private int merging;

    SortedRuns(Plan plan, List<SortKey> keys, QueryContext query) {
        this.plan = plan;
        this.keys = keys;
        this.query = query;
        query.spill().reserve();
        this.types = plan.output().stream().map(Field::type).toList();
    }

    List<SortKey> keys() {
        return keys;
    }

    List<DataType> types() {
        return types;
    }

    QueryContext query() {
        return query;
    }

    /// What a run is written to, in a file of its own.
    Writing begin() {
        SpillFile file = query.spill().openFile("sort", query.counters().spill(plan));
        RunWriter writer = file.newRun(types);
        file.seal();
        return new Writing(writer);
    }

    /// A run that is being written; it counts once it is finished.
    final class Writing {
        private final RunWriter writer;

        private Writing(RunWriter writer) {
            this.writer = writer;
        }

        RunWriter rows() {
            return writer;
        }

        void finish() {
            add(writer.finish());
        }
    }

    private synchronized void add(Run run) {
        runs.add(run);
    }

    synchronized boolean isEmpty() {
        return runs.isEmpty();
    }

    /// Runs that there are, those being merged among them.
    synchronized int count() {
        return runs.size() + merging;
    }

    /// Takes all runs, if `reservation` can be made to hold what merging them takes; otherwise
    /// none. None is being merged.
    synchronized List<Run> takeAll(Reservation reservation) {
        if (runs.size() > MOST_MERGED
                || !(reservation.tryGrow(cursorBytes(runs)) || runs.size() <= 2)) {
            return List.of();
        }
        reservation.resize(cursorBytes(runs));
        List<Run> taken = List.copyOf(runs);
        runs.clear();
        return taken;
    }

    /// Takes the smallest runs to be merged into one, so that `wanted` are left, and makes
    /// `reservation` hold what that takes. None where there are so few already, where others have
    /// taken what there is, or where memory is short and `insists` does not say that there is no
    /// other way: then the query fails.
    synchronized List<Run> takeSome(int wanted, boolean insists, Reservation reservation) {
        int excess = runs.size() + merging - wanted;
        if (excess <= 0 || runs.size() < 2) {
            return List.of();
        }
        runs.sort(Comparator.comparingLong(Run::plainBytes));
        int count = Math.min(Math.min(runs.size(), MOST_MERGED), excess + 1);
        while (!reservation.tryGrow(cursorBytes(runs.subList(0, count)))) {
            if (count == 2) {
                if (!insists) {
                    return List.of();
                }
                reservation.resize(cursorBytes(runs.subList(0, 2)));
                break;
            }
            count = count + 1 >>> 1;
        }
        List<Run> smallest = runs.subList(0, count);
        List<Run> taken = List.copyOf(smallest);
        smallest.clear();
        merging += count;
        return taken;
    }

    /// Says that `taken` are one run now, which is added.
    synchronized void replace(List<Run> taken, Writing merged) {
        merged.finish();
        merging -= taken.size();
        taken.forEach(Run::release);
    }

    /// How many runs can be merged at once in the memory that there is now.
    synchronized int fanIn(int sharers) {
        long largest = 1;
        for (Run run : runs) {
            largest = Math.max(largest, cursorBytes(run));
        }
        long fitting = query.memory().growableBytes() / largest / sharers;
        return Math.clamp(fitting, 2, MOST_MERGED);
    }

    private long cursorBytes(Run run) {
        return OrderedCursor.sizeBytes(keys, run.largestBatchBytes(), run.largestBatchRows());
    }

    private long cursorBytes(List<Run> merged) {
        long bytes = 0;
        for (Run run : merged) {
            bytes += cursorBytes(run);
        }
        return bytes;
    }
}
