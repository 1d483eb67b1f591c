package dev.tarn.engine.exec;

import dev.tarn.engine.function.FunctionContext;
import dev.tarn.engine.physical.Plan;
import dev.tarn.engine.physical.WriteResults;

/// Runs plans on a fixed set of workers. One an engine; thread-safe.
public interface PlanExecutor extends AutoCloseable {

    /// Starts `plan` and returns at once. Files that it writes are announced in `writes`.
    Execution start(Plan plan, FunctionContext functions, WriteResults writes);

    /// Bytes that running plans could still reserve, all together.
    long freeMemoryBytes();

    /// Calls `action` from now on each time when a plan has given memory back.
    void whenMemoryFreed(Runnable action);

    /// Ends everything that runs.
    @Override
    void close();
}
