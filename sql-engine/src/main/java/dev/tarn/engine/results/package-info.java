/// Results of finished queries, for when the same is asked again of the same data.
///
/// Belongs here: keeping batches under a key within bounds, giving them again, counting. Does not
/// belong here: telling when two queries are the same (`plan.PlanCache` makes the keys), or running
/// them. Start reading at [ResultCache].
@NullMarked
package dev.tarn.engine.results;

import org.jspecify.annotations.NullMarked;
