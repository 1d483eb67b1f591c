package dev.tarn.engine.command;

import dev.tarn.columnar.Batch;
import dev.tarn.engine.physical.Plan;
import dev.tarn.engine.physical.WriteResults;

import java.util.function.Consumer;

/// Runs the plans that a command needs, as part of the query that the command is.
@FunctionalInterface
public interface RowRunner {

    /// Runs `plan` to its end and hands its batches to `batches`, in one thread. Returns when all
    /// files are in `writes`.
    ///
    /// @throws dev.tarn.engine.SqlException if it fails or the query is cancelled
    void run(Plan plan, WriteResults writes, Consumer<Batch> batches);
}
