/// Functions of dates, times and timestamps.
///
/// Belongs here: functions by name, and moving by intervals. Timestamps with zone are kept in UTC;
/// their fields are those of the session's zone. Does not belong here: calendar arithmetic
/// (`kernel.CivilTime`), casts (`function.cast`). Start reading at [TimeFunctions].
@NullMarked
package dev.tarn.engine.function.time;

import org.jspecify.annotations.NullMarked;
