/// Plans: the waist between the front (SQL text to plan) and the back (plan to batches).
///
/// Belongs here: sealed plan records and their EXPLAIN text. Does not belong here: Calcite types,
/// operators, cost or rules. Start reading at [Plan].
@NullMarked
package dev.tarn.engine.physical;

import org.jspecify.annotations.NullMarked;
