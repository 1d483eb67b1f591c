/// Bound scalar expressions: every column is an ordinal, every function chosen, every type known.
///
/// Belongs here: sealed records. Does not belong here: Calcite's rex (`plan.lower` turns it into
/// these), how expressions are evaluated (`eval`), or what functions do (`function`). Start reading
/// at [Expr].
@NullMarked
package dev.tarn.engine.expr;

import org.jspecify.annotations.NullMarked;
