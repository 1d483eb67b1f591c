/// Loops made at run time: a whole formula over arrays as one class, where kernels would write an
/// array for each of its operations.
///
/// Belongs here: formulas without their numbers ([Shape]), bytecode ([LoopWriter]), which formulas
/// are worth a class and which classes are kept ([FusedLoops]). Does not belong here: which
/// expressions are such formulas, nulls, vectors (`eval`). Like `kernel`, this knows arrays only.
/// Start reading at [FusedLoops].
@NullMarked
package dev.tarn.engine.fuse;

import org.jspecify.annotations.NullMarked;
