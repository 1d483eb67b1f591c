/// The same questions asked of us and of DuckDB, or of published answers.
@NullMarked
package dev.tarn.engine.differential;

import org.jspecify.annotations.NullMarked;
