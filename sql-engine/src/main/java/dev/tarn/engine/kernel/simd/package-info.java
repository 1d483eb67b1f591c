/// Loops of `kernel` with the instructions of the Vector API.
///
/// Does not belong here: anything without a scalar twin; choosing between the two, which `Simd`
/// does.
///
/// Start reading at [VectorSelections].
@NullMarked
package dev.tarn.engine.kernel.simd;

import org.jspecify.annotations.NullMarked;
