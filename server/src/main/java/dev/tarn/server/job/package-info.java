/// Durable jobs that SQL does: pipes, which load files as they come, and what tells of all jobs.
///
/// Belongs here: what a pipe does when it runs, pipes for the engine, the tables and JSON about
/// jobs. Does not belong here: claiming, leases and retries (`dev.tarn.catalog.task`), where pipes
/// are kept (`dev.tarn.catalog.service`), loading (`dev.tarn.engine`).
///
/// Start reading at [PipeJobs].
@NullMarked
package dev.tarn.server.job;

import org.jspecify.annotations.NullMarked;
