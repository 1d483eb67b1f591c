/// The only door out of Calcite: relational trees become [dev.tarn.engine.physical.Plan]s.
///
/// Belongs here: choosing functions and casts, splitting filters for Iceberg's metadata, join keys
/// and build sides, top-n. Does not belong here: rewriting of relational trees (`plan.rule`). Start
/// reading at [Lowering].
@NullMarked
package dev.tarn.engine.plan.lower;

import org.jspecify.annotations.NullMarked;
