/// Tests of reservations.
@NullMarked
package dev.tarn.engine.memory;

import org.jspecify.annotations.NullMarked;
