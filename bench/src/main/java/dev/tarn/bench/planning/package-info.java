/// `./tarn bench planning`: how long queries take to plan, without running them.
///
/// Belongs here: which queries are planned, and what was promised for them. Does not belong here:
/// their tables (`lake`).
///
/// Start reading at [PlanningBench].
@NullMarked
package dev.tarn.bench.planning;

import org.jspecify.annotations.NullMarked;
