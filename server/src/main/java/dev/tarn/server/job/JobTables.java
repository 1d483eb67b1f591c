package dev.tarn.server.job;

import dev.tarn.catalog.TarnCatalog;
import dev.tarn.catalog.store.JobRunRow;
import dev.tarn.columnar.DataType;
import dev.tarn.engine.Session;
import dev.tarn.engine.spi.SystemTable;
import dev.tarn.server.job.RowsTable.Column;

import java.util.List;
import java.util.function.BiPredicate;
import java.util.function.Supplier;

/// `system.runtime.jobs`, the durable jobs that are not done, and `system.runtime.job_runs`, what
/// they did lately, the newest first.
public final class JobTables {
    private static final List<Column<JobInfo>> JOBS =
            List.of(
                    new Column<>("id", DataType.STRING, JobInfo::id),
                    new Column<>("kind", DataType.STRING, JobInfo::kind),
                    new Column<>("name", DataType.STRING, JobInfo::name),
                    new Column<>("owner", DataType.STRING, JobInfo::owner),
                    new Column<>("state", DataType.STRING, job -> job.state().name()),
                    new Column<>("reason", DataType.STRING, JobInfo::reason),
                    new Column<>(
                            "next_run", DataType.TIMESTAMP_TZ, job -> RowsTable.utc(job.nextRun())),
                    new Column<>(
                            "last_run", DataType.TIMESTAMP_TZ, job -> RowsTable.utc(job.lastRun())),
                    new Column<>("rows", DataType.BIGINT, JobInfo::rows),
                    new Column<>("files", DataType.BIGINT, JobInfo::files));
    private static final List<Column<JobRunRow>> RUNS =
            List.of(
                    new Column<>("id", DataType.STRING, JobRunRow::id),
                    new Column<>("job_id", DataType.STRING, JobRunRow::jobId),
                    new Column<>("kind", DataType.STRING, JobRunRow::kind),
                    new Column<>("name", DataType.STRING, JobRunRow::name),
                    new Column<>("owner", DataType.STRING, JobRunRow::owner),
                    new Column<>(
                            "state",
                            DataType.STRING,
                            run -> run.isFailed() ? "FAILED" : "FINISHED"),
                    new Column<>("message", DataType.STRING, JobRunRow::message),
                    new Column<>(
                            "started",
                            DataType.TIMESTAMP_TZ,
                            run -> RowsTable.utc(run.startedMillis())),
                    new Column<>(
                            "end", DataType.TIMESTAMP_TZ, run -> RowsTable.utc(run.endedMillis())),
                    new Column<>("rows", DataType.BIGINT, JobRunRow::rowCount),
                    new Column<>("files", DataType.BIGINT, JobRunRow::fileCount));

    private JobTables() {}

    /// @param catalog asked for when a table is read
    /// @param maySee whether a session may see what is of an owner
    public static List<SystemTable> of(
            Supplier<TarnCatalog> catalog, BiPredicate<Session, String> maySee) {
        return List.of(
                new RowsTable<>(
                        "jobs",
                        JOBS,
                        session ->
                                JobList.jobs(catalog.get(), owner -> maySee.test(session, owner))),
                new RowsTable<>(
                        "job_runs",
                        RUNS,
                        session ->
                                JobList.runs(catalog.get(), owner -> maySee.test(session, owner))));
    }
}
