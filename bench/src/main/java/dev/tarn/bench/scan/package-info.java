/// `tarn bench scan`: how fast tables are read, beside DuckDB on the same files.
///
/// Belongs here: the questions and what was promised for them. Does not belong here: how they are
/// measured (`duel`), what they are asked of (`lake`).
///
/// Start reading at [ScanBench].
@NullMarked
package dev.tarn.bench.scan;

import org.jspecify.annotations.NullMarked;
