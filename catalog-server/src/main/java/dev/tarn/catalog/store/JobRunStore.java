package dev.tarn.catalog.store;

import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;

import java.util.List;

/// What durable jobs of all warehouses of one database did lately: the last [#KEPT_OF_A_JOB] runs
/// of each job, and [#KEPT] of all. Does not own the database. Thread-safe.
public final class JobRunStore {
    public static final int KEPT_OF_A_JOB = 100;
    public static final int KEPT = 10_000;

    private static final RowMapper<JobRunRow> ROW =
            (row, context) ->
                    new JobRunRow(
                            row.getString("id"),
                            row.getString("warehouse_id"),
                            row.getString("job_id"),
                            row.getString("kind"),
                            row.getString("name"),
                            row.getString("owner"),
                            row.getLong("is_failed") != 0,
                            row.getString("message"),
                            row.getLong("file_count"),
                            row.getLong("row_count"),
                            row.getLong("started_millis"),
                            row.getLong("ended_millis"));

    private final Transactions transactions;

    public JobRunStore(Database database) {
        this.transactions = new Transactions(database);
    }

    /// Adds a run, and forgets those that are too many by it.
    public void add(JobRunRow row) {
        transactions.write(handle -> {
            insert(handle, row);
            forget(
                    handle,
                    "job_id = :job AND id NOT IN (SELECT id FROM job_run WHERE job_id = :job"
                            + " ORDER BY started_millis DESC, id DESC LIMIT :kept)",
                    row.jobId(),
                    KEPT_OF_A_JOB);
            return forget(
                    handle,
                    "id IN (SELECT id FROM job_run WHERE job_id <> :job ORDER BY started_millis"
                            + " DESC, id DESC LIMIT 100 OFFSET :kept)",
                    row.jobId(),
                    KEPT);
        });
    }

    private static int forget(Handle handle, String which, String job, int kept) {
        return handle.createUpdate("DELETE FROM job_run WHERE " + which)
                .bind("job", job)
                .bind("kept", kept)
                .execute();
    }

    private static void insert(Handle handle, JobRunRow row) {
        handle.createUpdate(
                        "INSERT INTO job_run (id, warehouse_id, job_id, kind, name, owner,"
                                + " is_failed, message, file_count, row_count, started_millis,"
                                + " ended_millis) VALUES (:id, :warehouse, :job, :kind, :name,"
                                + " :owner, :failed, :message, :files, :rows, :started, :ended)")
                .bind("id", row.id())
                .bind("warehouse", row.warehouseId())
                .bind("job", row.jobId())
                .bind("kind", row.kind())
                .bind("name", row.name())
                .bind("owner", row.owner())
                .bind("failed", row.isFailed() ? 1L : 0L)
                .bind("message", row.message())
                .bind("files", row.fileCount())
                .bind("rows", row.rowCount())
                .bind("started", row.startedMillis())
                .bind("ended", row.endedMillis())
                .execute();
    }

    /// The last ones that were begun, the newest first, at most `limit`.
    public List<JobRunRow> latest(int limit) {
        return transactions.read(handle ->
                handle.createQuery(
                                "SELECT * FROM job_run ORDER BY started_millis DESC, id DESC LIMIT"
                                        + " :limit")
                        .bind("limit", limit)
                        .map(ROW)
                        .list());
    }
}
