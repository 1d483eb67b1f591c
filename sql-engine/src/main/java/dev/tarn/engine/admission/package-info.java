/// Which queries run now, and which wait for their turn.
///
/// Belongs here: limits of the engine, of users and of groups, the queue, and the memory that must
/// be free before a query starts. Does not belong here: what a query does once it runs (`exec`), or
/// taking turns on the workers (`exec.Scheduler`). Start reading at [Admission].
@NullMarked
package dev.tarn.engine.admission;

import org.jspecify.annotations.NullMarked;
