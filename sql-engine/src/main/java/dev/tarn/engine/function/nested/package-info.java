/// Functions of arrays, maps and rows.
///
/// Belongs here: functions by name over nested vectors; indexes start at 1. Does not belong here:
/// field access, which is an expression of its own. Start reading at [NestedFunctions].
@NullMarked
package dev.tarn.engine.function.nested;

import org.jspecify.annotations.NullMarked;
