/// The SQL functions: each one's name, signatures, null policy and kernel, in one registry.
///
/// The validator's operator table and the documentation are generated from it, so that there is one
/// place where a function is described. Does not belong here: the loops themselves (`kernel`),
/// evaluation of expression trees (`eval`). Start reading at [FunctionRegistry].
@NullMarked
package dev.tarn.engine.function;

import org.jspecify.annotations.NullMarked;
