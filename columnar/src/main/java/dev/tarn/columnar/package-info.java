/// Batches of typed vectors, and the types, validity words and selections that describe them.
///
/// Belongs here: what a column of values looks like in memory. Does not belong here: reading files
/// (`dev.tarn.storage`), loops that compute (`dev.tarn.engine.kernel`), anything that knows
/// Iceberg, Calcite or SQL. Depends on the JDK alone; everything else may depend on it.
///
/// Start reading at [Batch], then [Vector] and its encodings, then [DataType].
@NullMarked
package dev.tarn.columnar;

import org.jspecify.annotations.NullMarked;
