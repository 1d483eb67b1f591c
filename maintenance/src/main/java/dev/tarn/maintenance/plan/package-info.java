/// What an action would do: from the files of a snapshot and what was asked for, which of them are
/// written anew together.
///
/// Belongs here: options and their defaults, the choice of files, groups, and estimates; all of it
/// pure, so that a plan can be shown instead of run. Does not belong here: reading and writing data
/// files, commits (`run`), SQL (`procedure`).
@NullMarked
package dev.tarn.maintenance.plan;

import org.jspecify.annotations.NullMarked;
