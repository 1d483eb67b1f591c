/// Actions as procedures of SQL, under Spark's and Trino's names, arguments and result columns.
///
/// Belongs here: arguments to plans, outcomes to rows. Does not belong here: what the actions do
/// (`plan`, `run`, and the rooms of the other actions).
@NullMarked
package dev.tarn.maintenance.procedure;

import org.jspecify.annotations.NullMarked;
