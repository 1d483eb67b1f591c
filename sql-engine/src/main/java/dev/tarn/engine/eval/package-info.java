/// Evaluation of bound expressions over batches.
///
/// Belongs here: turning an [dev.tarn.engine.expr.Expr] into something that maps a batch to a
/// vector or narrows its selection, by calling the functions' kernels, or loops made of their
/// formulas. Does not belong here: loops over arrays (`kernel`, `fuse`), operators. Start reading
/// at [Evaluators].
@NullMarked
package dev.tarn.engine.eval;

import org.jspecify.annotations.NullMarked;
