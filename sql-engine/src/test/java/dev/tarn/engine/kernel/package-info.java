/// Tests of the kernels against slow, obvious oracles.
@NullMarked
package dev.tarn.engine.kernel;

import org.jspecify.annotations.NullMarked;
