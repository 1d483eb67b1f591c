/// Tests of expression evaluation over all encodings and selections.
@NullMarked
package dev.tarn.engine.eval;

import org.jspecify.annotations.NullMarked;
