/// Tests of what carries batches from drivers to whoever asked.
@NullMarked
package dev.tarn.engine.exec;

import org.jspecify.annotations.NullMarked;
