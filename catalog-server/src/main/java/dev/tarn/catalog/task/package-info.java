/// Durable work in the background: tasks that outlive the process, done by one worker at a time,
/// whichever server it is in.
///
/// A task is a row. A worker claims it with a lease and a fence, says at each step how far it came,
/// which extends the lease, and ends it. What a killed worker leaves is claimed by another when the
/// lease ends, and goes on from the last step. So the work of a step must be such that doing it
/// twice is the same as once.
///
/// Belongs here: claiming, leases, retries, stopping. Does not belong here: what a task does
/// (`dev.tarn.catalog.service`), statements (`dev.tarn.catalog.store`). Start reading at
/// [TaskWork][dev.tarn.catalog.task.TaskWork].
@NullMarked
package dev.tarn.catalog.task;

import org.jspecify.annotations.NullMarked;
