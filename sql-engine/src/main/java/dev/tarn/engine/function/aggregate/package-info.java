/// The aggregate functions: families, and accumulators that hold a state for each group in arrays.
///
/// Belongs here: what SQL's aggregates compute. Does not belong here: finding a row's group,
/// spilling, DISTINCT and FILTER, which are the aggregation operator's. Start reading at
/// [Aggregates].
@NullMarked
package dev.tarn.engine.function.aggregate;

import org.jspecify.annotations.NullMarked;
