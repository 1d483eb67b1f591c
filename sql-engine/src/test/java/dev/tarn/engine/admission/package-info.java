/// Tests of admission.
@NullMarked
package dev.tarn.engine.admission;

import org.jspecify.annotations.NullMarked;
