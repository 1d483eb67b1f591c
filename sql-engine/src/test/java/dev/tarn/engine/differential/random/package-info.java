/// Random queries, asked of Tarn and of DuckDB: tables with what is rare in them, expressions and
/// queries in both spellings, and disagreements made as small as they get.
///
/// Start reading at [QueryDifferentialTest].
@NullMarked
package dev.tarn.engine.differential.random;

import org.jspecify.annotations.NullMarked;
