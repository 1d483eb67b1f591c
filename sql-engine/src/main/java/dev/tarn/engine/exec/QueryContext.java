package dev.tarn.engine.exec;

import dev.tarn.engine.EngineConfig;
import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.SqlException;
import dev.tarn.engine.function.FunctionContext;
import dev.tarn.engine.memory.MemoryAccount;
import dev.tarn.engine.memory.QueryMemory;
import dev.tarn.engine.physical.Plan;
import dev.tarn.engine.physical.WriteResults;
import dev.tarn.engine.spill.QuerySpill;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/// What the operators of one query share. Builders add pipelines to it on one thread; the rest is
/// thread-safe.
public final class QueryContext {
    private final EngineConfig config;
    private final QueryMemory memory;
    private final QuerySpill spill;
    private final FunctionContext functions;
    private final WriteResults writes;
    private final Counters counters = new Counters();
    private final List<Pipeline> pipelines = new ArrayList<>();
    private final List<AutoCloseable> closeables = new ArrayList<>();
    private final Map<Plan, LiveFilters> live = new IdentityHashMap<>();
    private @Nullable NodeCounters node;
    private volatile boolean ending;

    public QueryContext(
            EngineConfig config,
            QueryMemory memory,
            QuerySpill spill,
            FunctionContext functions,
            WriteResults writes) {
        this.config = config;
        this.memory = memory;
        this.spill = spill;
        this.functions = functions;
        this.writes = writes;
    }

    public EngineConfig config() {
        return config;
    }

    public QueryMemory memory() {
        return memory;
    }

    /// What operators put on disk; deleted at the end, after all operators are closed.
    public QuerySpill spill() {
        return spill;
    }

    public FunctionContext functions() {
        return functions;
    }

    public WriteResults writes() {
        return writes;
    }

    public Counters counters() {
        return counters;
    }

    /// What operators find out of the rows that they need of the scan `plan`; to be added to before
    /// the scan is built.
    public LiveFilters live(Plan plan) {
        return live.computeIfAbsent(plan, _ -> new LiveFilters());
    }

    /// Builds what `plan` is run by: sources, operators and sinks that are made meanwhile count for
    /// it, but for those of other plans that are built on the way.
    public Flow building(Plan plan, Supplier<Flow> builder) {
        NodeCounters outer = node;
        node = counters.node(plan);
        MemoryAccount.enter(node.memory);
        try {
            return builder.get();
        } finally {
            node = outer;
            MemoryAccount.enter(outer == null ? null : outer.memory);
        }
    }

    /// Whose what is being built is; null for what is nobody's.
    @Nullable NodeCounters node() {
        return node;
    }

    /// Whether the query was cancelled or has failed, so that nobody needs its rows.
    public boolean isEnding() {
        return ending;
    }

    /// For long work between two batches.
    ///
    /// @throws SqlException USER_CANCELED if the query is ending; the first failure is what its
    ///   caller sees
    public void checkRunning() {
        if (ending) {
            throw new SqlException(ErrorCode.USER_CANCELED, "Query was cancelled");
        }
    }

    void end() {
        ending = true;
    }

    Pipeline open(Source source) {
        Pipeline pipeline = new Pipeline(source, node);
        pipelines.add(pipeline);
        closeables.add(source);
        return pipeline;
    }

    /// Closes `closeable` when all drivers have ended, in the order of these calls.
    public void closeAtEnd(AutoCloseable closeable) {
        for (AutoCloseable known : closeables) {
            if (known == closeable) {
                return;
            }
        }
        closeables.add(closeable);
    }

    /// Closes what builders have opened so far, since building ended in `failure`.
    public void abandon(Throwable failure) {
        Closing.closeAll(closeables, failure);
        spill.close();
    }

    /// Lets go of what operators hold, once they are closed; only counters are asked after that.
    void forget() {
        pipelines.clear();
        closeables.clear();
        live.clear();
    }

    List<Pipeline> pipelines() {
        return pipelines;
    }

    List<AutoCloseable> closeables() {
        return closeables;
    }
}
