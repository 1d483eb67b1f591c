/// What Calcite's rules ask about a tree's nodes: predicates, keys, bounds of rows. Calcite knows
/// the answers, but finds whom to ask in classes that it compiles at run time; here they are found
/// by tables, which costs a first query nothing.
///
/// Does not belong here: how many rows are expected (`plan.stats`); rewriting (`plan.rule`).
///
/// Start reading at [TableMetadata].
@NullMarked
package dev.tarn.engine.plan.metadata;

import org.jspecify.annotations.NullMarked;
