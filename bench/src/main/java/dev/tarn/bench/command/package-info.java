/// What the commands have in common: the options, and for those that ask two engines also opening
/// the lake, the order of things, the report.
///
/// Belongs here: nothing about one benchmark. Does not belong here: what is asked (`scan`, `tpch`),
/// how it is measured (`duel`), making tables (`lake`).
///
/// Start reading at [LakeDuel].
@NullMarked
package dev.tarn.bench.command;

import org.jspecify.annotations.NullMarked;
