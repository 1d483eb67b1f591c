package dev.tarn.catalog.store;

import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/// Statements about tasks. Whatever a worker writes is guarded by its fence: false says that it has
/// lost the task.
record TaskStatements(Handle handle) {
    private static final String SELECT = "SELECT * FROM task ";
    private static final RowMapper<TaskRow> ROW = (row, context) -> row(row);

    private static TaskRow row(ResultSet row) throws SQLException {
        return new TaskRow(
                row.getString("id"),
                row.getString("warehouse_id"),
                row.getString("kind"),
                row.getString("subject_id"),
                row.getString("subject"),
                row.getString("parameters"),
                TaskState.valueOf(row.getString("state")),
                row.getLong("fence"),
                row.getLong("attempts"),
                new TaskProgress(
                        row.getString("progress"),
                        row.getLong("deleted_count"),
                        row.getLong("kept_count")),
                row.getString("message"),
                row.getString("owner"),
                row.getLong("due_millis"),
                row.getLong("created_millis"),
                row.getLong("updated_millis"));
    }

    boolean insert(TaskRow task) {
        return handle.createUpdate(
                                "INSERT INTO task (id, warehouse_id, kind, subject_id, subject,"
                                        + " parameters, state, fence, attempts, progress,"
                                        + " deleted_count, kept_count, message, owner, due_millis,"
                                        + " created_millis, updated_millis) VALUES (:id,"
                                        + " :warehouse, :kind, :subjectId, :subject, :parameters,"
                                        + " :state, :fence, :attempts, :progress, :deleted, :kept,"
                                        + " :message, :owner, :due, :created, :updated)"
                                        + " ON CONFLICT (id) DO NOTHING")
                        .bind("id", task.id())
                        .bind("warehouse", task.warehouseId())
                        .bind("kind", task.kind())
                        .bind("subjectId", task.subjectId())
                        .bind("subject", task.subject())
                        .bind("parameters", task.parameters())
                        .bind("state", task.state().name())
                        .bind("fence", task.fence())
                        .bind("attempts", task.attempts())
                        .bind("progress", task.progress().cursor())
                        .bind("deleted", task.progress().deletedCount())
                        .bind("kept", task.progress().keptCount())
                        .bind("message", task.message())
                        .bind("owner", task.owner())
                        .bind("due", task.dueMillis())
                        .bind("created", task.createdMillis())
                        .bind("updated", task.updatedMillis())
                        .execute()
                == 1;
    }

    Optional<TaskRow> find(String id) {
        return handle.createQuery(SELECT + "WHERE id = :id").bind("id", id).map(ROW).findOne();
    }

    List<TaskRow> latest(String warehouse, int limit) {
        return handle.createQuery(
                        SELECT
                                + "WHERE warehouse_id = :warehouse ORDER BY created_millis DESC, id"
                                + " DESC LIMIT :limit")
                .bind("warehouse", warehouse)
                .bind("limit", limit)
                .map(ROW)
                .list();
    }

    List<TaskRow> open(int limit) {
        return handle.createQuery(
                        SELECT
                                + "WHERE state <> 'DONE' ORDER BY created_millis DESC, id DESC"
                                + " LIMIT :limit")
                .bind("limit", limit)
                .map(ROW)
                .list();
    }

    List<TaskRow> due(Collection<String> kinds, long nowMillis, int limit) {
        return handle.createQuery(
                        SELECT
                                + "WHERE state IN ('WAITING', 'RUNNING') AND due_millis <= :now"
                                + " AND kind IN (<kinds>) ORDER BY due_millis LIMIT :limit")
                .bindList("kinds", List.copyOf(kinds))
                .bind("now", nowMillis)
                .bind("limit", limit)
                .map(ROW)
                .list();
    }

    boolean claim(TaskRow seen, String owner, long nowMillis, long leaseEndMillis) {
        return handle.createUpdate(
                                "UPDATE task SET state = 'RUNNING', fence = fence + 1, attempts ="
                                        + " attempts + 1, owner = :owner, due_millis = :lease,"
                                        + " updated_millis = :now WHERE id = :id AND fence = :fence"
                                        + " AND state IN ('WAITING', 'RUNNING') AND due_millis <="
                                        + " :now")
                        .bind("owner", owner)
                        .bind("lease", leaseEndMillis)
                        .bind("now", nowMillis)
                        .bind("id", seen.id())
                        .bind("fence", seen.fence())
                        .execute()
                == 1;
    }

    /// Whatever a worker changes of a task that it has.
    ///
    /// @param task as it shall be; its id and fence are the guard
    boolean update(TaskRow task) {
        return handle.createUpdate(
                                "UPDATE task SET state = :state, attempts = :attempts, progress ="
                                        + " :progress, deleted_count = :deleted, kept_count ="
                                        + " :kept, message = :message, owner = :owner, due_millis ="
                                        + " :due, updated_millis = :updated WHERE id = :id AND"
                                        + " fence = :fence AND state = 'RUNNING'")
                        .bind("state", task.state().name())
                        .bind("attempts", task.attempts())
                        .bind("progress", task.progress().cursor())
                        .bind("deleted", task.progress().deletedCount())
                        .bind("kept", task.progress().keptCount())
                        .bind("message", task.message())
                        .bind("owner", task.owner())
                        .bind("due", task.dueMillis())
                        .bind("updated", task.updatedMillis())
                        .bind("id", task.id())
                        .bind("fence", task.fence())
                        .execute()
                == 1;
    }

    boolean tryAgain(String id, long nowMillis) {
        return handle.createUpdate(
                                "UPDATE task SET state = 'WAITING', attempts = 0, due_millis ="
                                        + " :now, updated_millis = :now WHERE id = :id AND state ="
                                        + " 'FAILED'")
                        .bind("now", nowMillis)
                        .bind("id", id)
                        .execute()
                == 1;
    }

    boolean wake(String id, long nowMillis) {
        return handle.createUpdate(
                                "UPDATE task SET due_millis = :now, updated_millis = :now WHERE id"
                                        + " = :id AND state = 'WAITING'")
                        .bind("now", nowMillis)
                        .bind("id", id)
                        .execute()
                == 1;
    }

    /// The fence grows, so that whoever works on the task has lost it.
    boolean pause(String id, String message, long nowMillis) {
        return handle.createUpdate(
                                "UPDATE task SET state = 'PAUSED', fence = fence + 1, attempts = 0,"
                                        + " owner = '', message = :message, due_millis = :now,"
                                        + " updated_millis = :now WHERE id = :id AND state IN"
                                        + " ('WAITING', 'RUNNING', 'FAILED')")
                        .bind("message", message)
                        .bind("now", nowMillis)
                        .bind("id", id)
                        .execute()
                == 1;
    }

    boolean resume(String id, long nowMillis) {
        return handle.createUpdate(
                                "UPDATE task SET state = 'WAITING', message = '', due_millis ="
                                        + " :now, updated_millis = :now WHERE id = :id AND state ="
                                        + " 'PAUSED'")
                        .bind("now", nowMillis)
                        .bind("id", id)
                        .execute()
                == 1;
    }

    boolean delete(String id) {
        return handle.createUpdate("DELETE FROM task WHERE id = :id").bind("id", id).execute() == 1;
    }

    /// Deletes tasks that ended before, at most `limit`.
    int deleteEnded(long beforeMillis, int limit) {
        return handle.createUpdate(
                        "DELETE FROM task WHERE id IN (SELECT id FROM task WHERE state = 'DONE' AND"
                                + " updated_millis < :before LIMIT :limit)")
                .bind("before", beforeMillis)
                .bind("limit", limit)
                .execute();
    }
}
