/// What tests of every module need: shared data sets, seeds, golden files, failing I/O, batches by
/// the row.
///
/// Belongs here: support that knows only batches and Iceberg's API, and that two modules use. Does
/// not belong here: fixtures of one module (they live in its own test folder), the sqllogictest
/// runner (`slt`), anything that production code needs. Only test scopes depend on this module.
///
/// Start reading at [SharedData] and [SeededRandom].
@NullMarked
package dev.tarn.testkit;

import org.jspecify.annotations.NullMarked;
