/// Aggregations computed in part where their rows are still few columns of one input: below joins,
/// and in each input of a union.
///
/// Does not belong here: how many rows there are (`plan.stats`), the order of joins (`plan.order`),
/// how workers share one aggregation (`agg`). Start reading at [PartialAggregates].
@NullMarked
package dev.tarn.engine.plan.partial;

import org.jspecify.annotations.NullMarked;
