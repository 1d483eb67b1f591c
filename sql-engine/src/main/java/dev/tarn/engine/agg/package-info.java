/// Aggregation: GROUP BY, DISTINCT, and aggregates over everything.
///
/// Belongs here: hash tables that number groups, what each driver aggregates, and the merge of the
/// drivers' tables by partition; groups of rows that come in order ([StreamedAggregation]). Does
/// not belong here: the aggregate functions (`function` and its library), the encoding of keys
/// (`columns`). Start reading at [Aggregations], then [LocalAggregation].
@NullMarked
package dev.tarn.engine.agg;

import org.jspecify.annotations.NullMarked;
