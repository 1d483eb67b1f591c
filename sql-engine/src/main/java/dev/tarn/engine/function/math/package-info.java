/// Mathematical functions.
///
/// Belongs here: functions of numbers by name. Does not belong here: operators
/// (`function.operator`). Functions of one double call a lambda for each value, which costs little
/// beside a logarithm; everything else is a loop of its own. Start reading at [MathFunctions].
@NullMarked
package dev.tarn.engine.function.math;

import org.jspecify.annotations.NullMarked;
