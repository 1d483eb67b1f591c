package dev.tarn.engine.pipeline;

import dev.tarn.engine.EngineConfig;
import dev.tarn.engine.exec.Closing;
import dev.tarn.engine.exec.Execution;
import dev.tarn.engine.exec.Flow;
import dev.tarn.engine.exec.PlanExecutor;
import dev.tarn.engine.exec.PlanRun;
import dev.tarn.engine.exec.QueryContext;
import dev.tarn.engine.exec.Scheduler;
import dev.tarn.engine.function.FunctionContext;
import dev.tarn.engine.memory.MemoryPool;
import dev.tarn.engine.memory.QueryMemory;
import dev.tarn.engine.physical.Plan;
import dev.tarn.engine.physical.WriteResults;
import dev.tarn.engine.spill.SpillSpace;

import java.util.ArrayList;
import java.util.List;

/// Runs plans as pipelines on one set of workers, within one memory pool. Thread-safe.
public final class PipelineExecutor implements PlanExecutor {
    private final EngineConfig config;
    private final MemoryPool memory;
    private final SpillSpace spill;
    private final Scheduler scheduler;
    private final List<PlanRun> runs = new ArrayList<>();
    private boolean closed;

    /// An executor with a pool of its own, as large as `config` says.
    public PipelineExecutor(EngineConfig config) {
        this(
                config,
                new MemoryPool(
                        config.memoryBytes(), config.spill().always(), requestedBytes -> true));
    }

    /// An executor on a pool that others may share or watch.
    public PipelineExecutor(EngineConfig config, MemoryPool memory) {
        this(config, memory, new SpillSpace(config.spill()));
    }

    /// The same with disk that others may watch; it is closed with the executor.
    public PipelineExecutor(EngineConfig config, MemoryPool memory, SpillSpace spill) {
        this.config = config;
        this.memory = memory;
        this.spill = spill;
        this.scheduler = new Scheduler(config.workerCount());
    }

    @Override
    public Execution start(Plan plan, FunctionContext functions, WriteResults writes) {
        QueryMemory held = memory.openQuery(config.queryMemoryBytes());
        QueryContext query =
                new QueryContext(
                        config,
                        held,
                        spill.openQuery(held, config.workerCount()),
                        functions,
                        writes);
        Flow flow;
        try {
            flow = new PlanFlows(query).flow(plan);
        } catch (Throwable failure) {
            query.abandon(failure);
            throw failure;
        }
        synchronized (this) {
            if (closed) {
                IllegalStateException failure = new IllegalStateException("Executor is closed");
                query.abandon(failure);
                throw failure;
            }
            PlanRun run = PlanRun.start(plan, flow, scheduler, this::forget);
            runs.add(run);
            return run;
        }
    }

    private synchronized void forget(PlanRun run) {
        runs.remove(run);
    }

    @Override
    public long freeMemoryBytes() {
        return memory.limitBytes() - memory.usedBytes();
    }

    @Override
    public void whenMemoryFreed(Runnable action) {
        memory.whenFreed(action);
    }

    /// Bytes that all running queries hold.
    public long usedMemoryBytes() {
        return memory.usedBytes();
    }

    @Override
    public void close() {
        List<PlanRun> open;
        synchronized (this) {
            closed = true;
            open = List.copyOf(runs);
        }
        Closing.closeAll(open);
        scheduler.close();
        spill.close();
    }
}
