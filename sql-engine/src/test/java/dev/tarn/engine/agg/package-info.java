@NullMarked
package dev.tarn.engine.agg;

import org.jspecify.annotations.NullMarked;
