package dev.tarn.engine.join;

import dev.tarn.columnar.DataType;
import dev.tarn.columnar.DataType.Field;
import dev.tarn.engine.exec.QueryContext;
import dev.tarn.engine.physical.Plan;
import dev.tarn.engine.spill.Run;
import dev.tarn.engine.spill.SpillFile;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/// The build rows of a nested-loop join on disk, where they were too many for memory: a run a
/// driver, and a mark for each row. Thread-safe.
final class NestedSpill implements AutoCloseable {
    private final Plan.NestedLoopJoin plan;
    private final List<DataType> types;
    private final QueryContext query;
    private final List<Run> runs = new ArrayList<>();
    private @Nullable SpillFile file;
    private @Nullable MatchedBits matched;
    private volatile boolean active;

    NestedSpill(Plan.NestedLoopJoin plan, QueryContext query) {
        this.plan = plan;
        this.types = plan.right().output().stream().map(Field::type).toList();
        this.query = query;
        query.spill().reserve();
    }

    /// Makes all drivers of the build write their rows from their next batch on.
    void begin() {
        active = true;
    }

    /// Whether build rows go to disk; whether they did, once the build is complete.
    boolean isActive() {
        return active;
    }

    /// For the rows of one driver.
    synchronized BlockWriter newWriter() {
        SpillFile open = file;
        if (open == null) {
            open = query.spill().openFile("nested loop", query.counters().spill(plan));
            file = open;
        }
        return new BlockWriter(open, types);
    }

    synchronized void add(@Nullable Run run) {
        if (run != null) {
            runs.add(run);
        }
    }

    /// Says that all rows are written.
    ///
    /// @throws dev.tarn.engine.SqlException EXCEEDED_MEMORY_LIMIT if there is no room for a bit a
    ///   row, where they are marked
    synchronized void complete() {
        if (file != null) {
            file.seal();
        }
        long marked = plan.type().endsWithRight() ? firstRow(runs.size()) : 0;
        matched = new MatchedBits(marked, query.memory().open("nested loop marks"));
    }

    /// The runs, in an order that stays, once all rows are written.
    List<Run> runs() {
        return runs;
    }

    /// The number of the first row of a run among all on disk.
    long firstRow(int run) {
        return runs.subList(0, run).stream().mapToLong(Run::rowCount).sum();
    }

    /// What one batch of build rows takes at most, about, with what is made of it.
    long largestBatchBytes() {
        return runs.stream()
                .mapToLong(run -> run.largestBatchBytes() + 8L * run.largestBatchRows())
                .max()
                .orElse(0);
    }

    /// Which rows have found a partner; none is marked where nobody asks.
    MatchedBits matched() {
        return Objects.requireNonNull(matched);
    }

    @Override
    public synchronized void close() {
        if (matched != null) {
            matched.close();
        }
    }
}
