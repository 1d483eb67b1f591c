/// Two engines asked the same questions in one process, in turns: Tarn and DuckDB.
///
/// Belongs here: asking, timing, comparing answers, telling the outcome. Does not belong here:
/// which questions (they are in `scan`), which data (`lake`).
///
/// Start reading at [Duel].
@NullMarked
package dev.tarn.bench.duel;

import org.jspecify.annotations.NullMarked;
