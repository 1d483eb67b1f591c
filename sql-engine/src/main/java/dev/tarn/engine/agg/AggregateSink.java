package dev.tarn.engine.agg;

import dev.tarn.engine.exec.Morsel;
import dev.tarn.engine.exec.QueryContext;
import dev.tarn.engine.exec.Sink;
import dev.tarn.engine.physical.AggregateCall;
import dev.tarn.engine.physical.Plan;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/// Where the drivers of an aggregation leave their tables, and where the following pipeline takes
/// the merged partitions from. Thread-safe.
///
/// Few groups are merged in one piece, many in 64 partitions, each by whichever worker takes it.
final class AggregateSink implements Sink {
    /// Groups of all drivers together that are merged in one piece.
    static final int UNPARTITIONED_GROUPS = 4096;

    private final Plan.Aggregate plan;
    private final QueryContext query;
    private final List<LocalAggregation> opened = new ArrayList<>();
    private final List<LocalAggregation> finished = new ArrayList<>();
    private @Nullable Partitioning partitioning;

    AggregateSink(Plan.Aggregate plan, QueryContext query) {
        this.plan = plan;
        this.query = query;
    }

    @Override
    public synchronized Local open() {
        LocalAggregation local =
                new LocalAggregation(plan, this, query.memory().open("aggregation"));
        opened.add(local);
        return local;
    }

    synchronized void add(LocalAggregation local) {
        if (local.states().groupCount() > 0) {
            finished.add(local);
        }
    }

    synchronized List<LocalAggregation> finished() {
        return List.copyOf(finished);
    }

    /// How many pieces the merge has.
    int morselCount() {
        if (isMerged() || plan.keys().isEmpty()) {
            return 1;
        }
        long groups = 0;
        for (LocalAggregation local : finished()) {
            groups += local.states().groupCount();
        }
        return groups <= UNPARTITIONED_GROUPS ? 1 : Radix.PARTITION_COUNT;
    }

    /// Whether there is one table that needs no merge.
    private boolean isMerged() {
        return finished().size() == 1 && plan.calls().stream().noneMatch(AggregateCall::distinct);
    }

    /// How groups are partitioned, once all drivers have finished.
    private synchronized Partitioning partitioning() {
        if (partitioning == null) {
            List<@Nullable GroupTable> tables = new ArrayList<>();
            for (LocalAggregation local : finished) {
                tables.add(local.states().table());
            }
            partitioning = Partitioning.of(tables);
        }
        return partitioning;
    }

    /// Piece `morsel` of `morselCount()`.
    Morsel morsel(int morsel) {
        if (isMerged()) {
            return new ResultMorsel(finished().getFirst().states(), query);
        }
        boolean whole = morselCount() == 1;
        return new ResultMorsel(
                new MergedPartition(plan, query, finished(), partitioning(), whole ? -1 : morsel),
                query);
    }

    @Override
    public synchronized void close() {
        opened.forEach(LocalAggregation::release);
        opened.clear();
        finished.clear();
    }
}
