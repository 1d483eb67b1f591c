/// Tests of conversions, beside references that are slow and obvious.
@NullMarked
package dev.tarn.engine.function.cast;

import org.jspecify.annotations.NullMarked;
