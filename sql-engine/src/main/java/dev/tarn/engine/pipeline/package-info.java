/// Plans turned into pipelines, and run.
///
/// Belongs here: one exhaustive switch over [dev.tarn.engine.physical.Plan] whose branches call the
/// operator packages' builders, and the executor that owns the workers. Does not belong here:
/// state, or how any operator is built (each operator package knows its own). Start reading at
/// [PipelineExecutor].
@NullMarked
package dev.tarn.engine.pipeline;

import org.jspecify.annotations.NullMarked;
