/// The operators of SQL as function families: arithmetic, comparison, LIKE, concatenation.
///
/// Belongs here: signatures, result types and the choice of a kernel for types. Does not belong
/// here: named functions (the neighbouring packages), the loops (`kernel`). Start reading at
/// [ArithmeticOperators].
@NullMarked
package dev.tarn.engine.function.operator;

import org.jspecify.annotations.NullMarked;
