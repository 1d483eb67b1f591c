/// How small and great numbers can be, and what follows for the arithmetic on them: bounds of
/// columns from manifests, intervals of expressions, and kernels without checks where these prove
/// that nothing overflows.
///
/// Belongs here: what is true of every row of a plan's snapshots. Does not belong here: estimates
/// (`plan.stats`), the kernels themselves (`function.operator`). Start reading at [FitNumbers].
@NullMarked
package dev.tarn.engine.plan.range;

import org.jspecify.annotations.NullMarked;
