/// Tests of the standard library as a whole.
@NullMarked
package dev.tarn.engine.function.library;

import org.jspecify.annotations.NullMarked;
