/// The order of joins: nested joins become a graph of leaves and conditions, what conditions say of
/// other leaves is added to them, and the cheapest tree is put in their place.
///
/// Does not belong here: how many rows there are (`plan.stats`), other rewriting (`plan.rule`).
/// Start reading at [JoinOrder].
@NullMarked
package dev.tarn.engine.plan.order;

import org.jspecify.annotations.NullMarked;
