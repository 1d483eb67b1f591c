/// Tests of the aggregate functions.
@NullMarked
package dev.tarn.engine.function.aggregate;

import org.jspecify.annotations.NullMarked;
