package dev.tarn.server.job;

import dev.tarn.engine.spi.LoadCounts;
import dev.tarn.engine.spi.PipeDefinition;

/// One run of a pipe, as who runs it does it.
interface Loading {

    LoadCounts load(PipeDefinition definition);

    /// Has [#load], which another thread is in, end soon, if it can be.
    default void cancel() {}
}
