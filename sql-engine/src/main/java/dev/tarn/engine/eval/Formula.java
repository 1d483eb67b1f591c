package dev.tarn.engine.eval;

import dev.tarn.engine.fuse.Operation;
import dev.tarn.engine.fuse.ShapeBuilder;

/// What a function's kernel computes of the values of one row, as operations of a fused loop.
///
/// The results are the kernel's, bit for bit, unless a check says that they may not be; then the
/// kernel has to be asked, which fails or does not by its own rules.
@FunctionalInterface
interface Formula {

    /// Adds the operations, and returns the number of their result. The operands are in the lanes
    /// of the function's parameters, the result is in that of its type.
    int write(ShapeBuilder shape, int[] operands);

    /// `operation` of the operands as they are.
    static Formula of(Operation operation) {
        return (shape, operands) ->
                shape.apply(operation, operands[0], operands[operation.arity() - 1]);
    }
}
