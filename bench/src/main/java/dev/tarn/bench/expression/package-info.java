/// `tarn bench expression`: queries that compute much of each row, beside DuckDB on the same files.
///
/// Belongs here: the questions. Does not belong here: how they are measured (`duel`), what they are
/// asked of (`lake`).
///
/// Start reading at [ExpressionBench].
@NullMarked
package dev.tarn.bench.expression;

import org.jspecify.annotations.NullMarked;
