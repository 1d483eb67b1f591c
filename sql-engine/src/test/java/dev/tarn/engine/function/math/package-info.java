/// Tests of mathematical functions, beside references that are slow and obvious.
@NullMarked
package dev.tarn.engine.function.math;

import org.jspecify.annotations.NullMarked;
