/// Statistics of tables, computed and kept with a snapshot.
///
/// Belongs here: the procedures that make them. Does not belong here: estimates from them, which
/// the planner makes.
@NullMarked
package dev.tarn.maintenance.statistics;

import org.jspecify.annotations.NullMarked;
