@NullMarked
package dev.tarn.engine.function.json;

import org.jspecify.annotations.NullMarked;
