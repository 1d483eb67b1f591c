/// The 22 queries of TPC-H: beside DuckDB on the same files, by several clients at once, and with
/// little memory.
///
/// Belongs here: which queries are asked and what was promised for them. Does not belong here: how
/// they are measured (`duel`), what they are asked of (`lake`).
///
/// Start reading at [TpchBench].
@NullMarked
package dev.tarn.bench.tpch;

import org.jspecify.annotations.NullMarked;
