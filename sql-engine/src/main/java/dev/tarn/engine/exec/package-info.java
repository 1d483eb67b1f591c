/// The contracts of execution: sources, operators, sinks, the scheduler that drives them,
/// cancellation.
///
/// Does not belong here: any concrete operator (each family has its room: `scan`, `basic`, `agg`,
/// `join`, `sort`, `write`), or turning plans into pipelines (`pipeline`). Start reading at
/// [PlanExecutor].
@NullMarked
package dev.tarn.engine.exec;

import org.jspecify.annotations.NullMarked;
