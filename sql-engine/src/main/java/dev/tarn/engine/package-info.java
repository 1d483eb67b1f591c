/// The engine's front door: [Engine] takes SQL text for a [Session] and gives a [Query] that yields
/// batches.
///
/// Belongs here: what callers in other modules touch, and the wiring that stands the rooms up. Does
/// not belong here: planning (`parse`, `schema`, `validate`, `plan`), plans themselves (`physical`,
/// `expr`, `statement`), or execution (`pipeline` and the rooms behind it). Nothing of Calcite
/// shows here.
///
/// Start reading at [Engine].
@NullMarked
package dev.tarn.engine;

import org.jspecify.annotations.NullMarked;
