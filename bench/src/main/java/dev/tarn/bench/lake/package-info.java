/// The data of benchmarks, made once in a lake of its own and kept: TPC-H's tables, a wide table,
/// and Parquet files that others wrote.
///
/// Belongs here: making tables, and finding the files behind them. Does not belong here: asking
/// anything about them (that is in `scan` and `duel`).
///
/// Start reading at [BenchLake].
@NullMarked
package dev.tarn.bench.lake;

import org.jspecify.annotations.NullMarked;
