/// `tarn bench group`: aggregations with many groups, beside DuckDB on the same files.
///
/// Belongs here: the questions. Does not belong here: how they are measured (`duel`), what they are
/// asked of (`lake`).
///
/// Start reading at [GroupBench].
@NullMarked
package dev.tarn.bench.group;

import org.jspecify.annotations.NullMarked;
