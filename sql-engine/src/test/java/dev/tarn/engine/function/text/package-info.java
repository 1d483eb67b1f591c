@NullMarked
package dev.tarn.engine.function.text;

import org.jspecify.annotations.NullMarked;
