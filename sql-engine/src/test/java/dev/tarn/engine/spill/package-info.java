/// Tests of runs on disk.
@NullMarked
package dev.tarn.engine.spill;

import org.jspecify.annotations.NullMarked;
