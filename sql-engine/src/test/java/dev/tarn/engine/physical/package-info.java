/// Tests of plans.
@NullMarked
package dev.tarn.engine.physical;

import org.jspecify.annotations.NullMarked;
