/// What whole-engine tests share: an engine over a catalog of its own, DuckDB as the oracle, and
/// answers in a form that both can be compared in.
///
/// Does not belong here: tests. They live in `slt`, `differential` and `realdata`.
@NullMarked
package dev.tarn.engine.harness;

import org.jspecify.annotations.NullMarked;
