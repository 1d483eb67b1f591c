/// The 99 queries of TPC-DS beside DuckDB on the same files.
///
/// Belongs here: which queries are asked and what was promised for them. Does not belong here: how
/// they are measured (`duel`), what they are asked of (`lake`), their texts (`testkit.tpcds`).
///
/// Start reading at [TpcdsBench].
@NullMarked
package dev.tarn.bench.tpcds;

import org.jspecify.annotations.NullMarked;
