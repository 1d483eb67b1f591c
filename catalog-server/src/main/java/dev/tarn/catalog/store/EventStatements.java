package dev.tarn.catalog.store;

import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

import java.util.List;

/// Statements about the change events of all warehouses.
record EventStatements(Handle handle) {

    void insert(List<EventRow> events) {
        if (events.isEmpty()) {
            return;
        }
        PreparedBatch batch =
                handle.prepareBatch(
                        "INSERT INTO change_event (commit_id, kind, warehouse_id, subject_id,"
                                + " namespace_path, name, new_namespace_path, new_name,"
                                + " old_metadata_location, new_metadata_location, old_snapshot_id,"
                                + " new_snapshot_id, principal, client_address, user_agent,"
                                + " at_millis) VALUES (:commit, :kind, :warehouse, :subject, :path,"
                                + " :name, :newPath, :newName, :old, :new, :oldSnapshot,"
                                + " :newSnapshot, :principal, :address, :agent, :at)");
        for (EventRow event : events) {
            batch.bind("commit", event.commitId())
                    .bind("kind", event.kind())
                    .bind("warehouse", event.warehouseId())
                    .bind("subject", event.subjectId())
                    .bind("path", event.namespacePath())
                    .bind("name", event.name())
                    .bind("newPath", event.newNamespacePath())
                    .bind("newName", event.newName())
                    .bind("old", event.oldMetadataLocation())
                    .bind("new", event.newMetadataLocation())
                    .bind("oldSnapshot", event.oldSnapshotId())
                    .bind("newSnapshot", event.newSnapshotId())
                    .bind("principal", event.principal())
                    .bind("address", event.clientAddress())
                    .bind("agent", event.userAgent())
                    .bind("at", event.atMillis())
                    .add();
        }
        batch.execute();
    }

    boolean isCommitted(String commitId) {
        return handle.createQuery("SELECT 1 FROM change_event WHERE commit_id = :id LIMIT 1")
                .bind("id", commitId)
                .mapTo(Integer.class)
                .findOne()
                .isPresent();
    }

    List<EventRow> list(long sequence, int limit) {
        return handle.createQuery(
                        "SELECT * FROM change_event WHERE sequence > :sequence ORDER BY sequence"
                                + " LIMIT :limit")
                .bind("sequence", sequence)
                .bind("limit", limit)
                .map((row, context) -> Rows.event(row))
                .list();
    }

    /// The place of the last event that is there, and 0 when there is none.
    long last() {
        return handle.createQuery("SELECT COALESCE(MAX(sequence), 0) FROM change_event")
                .mapTo(Long.class)
                .one();
    }

    /// Deletes events that were ordered and are older, at most `limit`, the oldest first.
    int deleteBefore(long beforeMillis, int limit) {
        return handle.createUpdate(
                        "DELETE FROM change_event WHERE sequence IN (SELECT sequence FROM"
                                + " change_event WHERE sequence IS NOT NULL AND at_millis < :before"
                                + " ORDER BY sequence LIMIT :limit)")
                .bind("before", beforeMillis)
                .bind("limit", limit)
                .execute();
    }
}
