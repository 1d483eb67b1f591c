package dev.tarn.engine.sort;

import dev.tarn.columnar.Batch;
import dev.tarn.engine.exec.Morsel;
import dev.tarn.engine.exec.NumberedSource;
import dev.tarn.engine.exec.QueryContext;
import dev.tarn.engine.exec.RowSorter;
import dev.tarn.engine.physical.Plan;
import dev.tarn.engine.physical.SortKey;

import java.util.List;

/// Sorts rows of one driver by itself: into runs on disk, which are merged. For rows that should
/// have come in order and are the exception, so that it takes no memory that others may need for
/// longer than it gathers a run.
public final class FileSort implements RowSorter {
    private final SortedRuns runs;
    private final KeptRows kept;
    private final QueryContext query;

    /// A sorter of rows of `plan` by `keys`.
    public FileSort(Plan plan, List<SortKey> keys, QueryContext query) {
        this.runs = new SortedRuns(plan, keys, query);
        this.kept = new KeptRows(runs);
        this.query = query;
    }

    @Override
    public void add(Batch batch) {
        kept.add(batch, Long.MAX_VALUE);
    }

    @Override
    public Morsel sorted() {
        kept.spill(Long.MAX_VALUE);
        if (runs.isEmpty()) {
            return NumberedSource.morsel(() -> null);
        }
        return new MergedRuns(runs, query.config().batchRowCount(), -1, 0);
    }

    @Override
    public void close() {
        kept.close();
    }
}
