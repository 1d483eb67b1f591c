package dev.tarn.engine.agg;

import dev.tarn.columnar.Batch;
import dev.tarn.engine.exec.Morsel;
import dev.tarn.engine.exec.QueryContext;

import org.jspecify.annotations.Nullable;

/// The groups of one partition as batches, merged when the first one is asked for. Owned by one
/// driver.
final class ResultMorsel implements Morsel {
    private final @Nullable MergedPartition partition;
    private final QueryContext query;
    private @Nullable GroupStates states;
    private int next;

    ResultMorsel(MergedPartition partition, QueryContext query) {
        this.partition = partition;
        this.query = query;
    }

    ResultMorsel(GroupStates merged, QueryContext query) {
        this.partition = null;
        this.states = merged;
        this.query = query;
    }

    @Override
    public @Nullable Batch next() {
        GroupStates merged = states;
        if (merged == null && partition != null) {
            merged = partition.merge();
            states = merged;
        }
        if (merged == null || next >= merged.groupCount()) {
            return null;
        }
        int from = next;
        next = Math.min(merged.groupCount(), from + query.config().batchRowCount());
        return merged.results(from, next);
    }

    @Override
    public void close() {
        states = null;
        if (partition != null) {
            partition.close();
        }
    }
}
