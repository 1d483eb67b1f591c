package dev.tarn.catalog.store;

import static dev.tarn.catalog.store.Rows.ENTRY_COLUMNS;
import static dev.tarn.catalog.store.Rows.ENTRY_TABLES;

import org.jdbi.v3.core.Handle;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The statements of one transaction. Inserts say ON CONFLICT DO NOTHING, so that a taken name is
/// an answer and not an error that would abort the transaction on PostgreSQL.
final class JdbcTransaction implements StoreTransaction {
    private final Handle handle;

    JdbcTransaction(Handle handle) {
        this.handle = handle;
    }

    @Override
    public Optional<NamespaceRow> findNamespace(String path) {
        return JdbcCatalogStore.findNamespace(handle, path);
    }

    @Override
    public boolean insertNamespace(NamespaceRow row) {
        return handle.createUpdate(
                                "INSERT INTO namespace (id, parent_id, parent_path, path,"
                                        + " properties, version, created_millis) VALUES (:id,"
                                        + " :parentId, :parentPath, :path, :properties, :version,"
                                        + " :created) ON CONFLICT (path) DO NOTHING")
                        .bind("id", row.id())
                        .bind("parentId", row.parentId())
                        .bind("parentPath", row.parentPath())
                        .bind("path", row.path())
                        .bind("properties", Rows.writeProperties(row.properties()))
                        .bind("version", row.version())
                        .bind("created", row.createdMillis())
                        .execute()
                == 1;
    }

    @Override
    public boolean updateNamespaceProperties(NamespaceRow row) {
        return handle.createUpdate(
                                "UPDATE namespace SET properties = :properties, version = :version"
                                        + " WHERE id = :id AND version = :expected")
                        .bind("properties", Rows.writeProperties(row.properties()))
                        .bind("version", row.version())
                        .bind("id", row.id())
                        .bind("expected", row.version() - 1)
                        .execute()
                == 1;
    }

    @Override
    public boolean hasChildren(NamespaceRow row) {
        return handle.createQuery(
                        "SELECT 1 WHERE EXISTS (SELECT 1 FROM namespace WHERE parent_id = :id) OR"
                                + " EXISTS (SELECT 1 FROM table_like WHERE namespace_id = :id)")
                .bind("id", row.id())
                .mapTo(Integer.class)
                .findOne()
                .isPresent();
    }

    @Override
    public boolean deleteNamespace(String id) {
        return handle.createUpdate("DELETE FROM namespace WHERE id = :id").bind("id", id).execute()
                == 1;
    }

    @Override
    public Optional<EntryRow> findEntry(String namespacePath, String name) {
        return JdbcCatalogStore.findEntry(handle, namespacePath, name);
    }

    @Override
    public Optional<EntryRow> findOverlap(String location, String exceptId) {
        return handle.createQuery(
                        "SELECT "
                                + ENTRY_COLUMNS
                                + ENTRY_TABLES
                                + "WHERE t.id <> :id AND (t.location IN (<above>) OR (t.location >="
                                + " :first AND t.location < :last)) LIMIT 1")
                .bind("id", exceptId)
                .bindList("above", withAncestors(location))
                .bind("first", location + "/")
                .bind("last", location + "0") // '0' is the character after '/'
                .map((row, context) -> Rows.entry(row))
                .findOne();
    }

    private static List<String> withAncestors(String location) {
        List<String> result = new ArrayList<>();
        String current = location;
        while (true) {
            result.add(current);
            int slash = current.lastIndexOf('/');
            if (slash <= 0) {
                return result;
            }
            current = current.substring(0, slash);
        }
    }

    @Override
    public boolean insertEntry(EntryRow row) {
        return handle.createUpdate(
                                "INSERT INTO table_like (id, namespace_id, name, kind, location,"
                                        + " metadata_location, version, flags, created_millis,"
                                        + " updated_millis) VALUES (:id, :namespace, :name, :kind,"
                                        + " :location, :metadata, :version, :flags, :created,"
                                        + " :updated) ON CONFLICT (namespace_id, name) DO NOTHING")
                        .bind("id", row.id())
                        .bind("namespace", row.namespaceId())
                        .bind("name", row.name())
                        .bind("kind", row.kind().name())
                        .bind("location", row.location())
                        .bind("metadata", row.metadataLocation())
                        .bind("version", row.version())
                        .bind("flags", row.flags())
                        .bind("created", row.createdMillis())
                        .bind("updated", row.updatedMillis())
                        .execute()
                == 1;
    }

    @Override
    public boolean swapPointer(PointerSwap swap) {
        return handle.createUpdate(
                                "UPDATE table_like SET metadata_location = :metadata, location ="
                                        + " :location, version = :next, updated_millis = :updated"
                                        + " WHERE id = :id AND version = :expected")
                        .bind("metadata", swap.metadataLocation())
                        .bind("location", swap.location())
                        .bind("next", swap.expectedVersion() + 1)
                        .bind("updated", swap.updatedMillis())
                        .bind("id", swap.id())
                        .bind("expected", swap.expectedVersion())
                        .execute()
                == 1;
    }

    @Override
    public boolean renameEntry(String id, String namespaceId, String name) {
        return handle.createUpdate(
                                "UPDATE table_like SET namespace_id = :namespace, name = :name"
                                        + " WHERE id = :id AND NOT EXISTS (SELECT 1 FROM table_like"
                                        + " o WHERE o.namespace_id = :namespace AND o.name = :name"
                                        + " AND o.id <> :id)")
                        .bind("namespace", namespaceId)
                        .bind("name", name)
                        .bind("id", id)
                        .execute()
                == 1;
    }

    @Override
    public boolean deleteEntry(String id) {
        return handle.createUpdate("DELETE FROM table_like WHERE id = :id").bind("id", id).execute()
                == 1;
    }

    @Override
    public void addEvent(EventRow event) {
        handle.createUpdate(
                        "INSERT INTO change_event (commit_id, kind, subject_id, namespace_path,"
                                + " name, old_metadata_location, new_metadata_location, at_millis)"
                                + " VALUES (:commit, :kind, :subject, :path, :name, :old, :new,"
                                + " :at)")
                .bind("commit", event.commitId())
                .bind("kind", event.kind())
                .bind("subject", event.subjectId())
                .bind("path", event.namespacePath())
                .bind("name", event.name())
                .bind("old", event.oldMetadataLocation())
                .bind("new", event.newMetadataLocation())
                .bind("at", event.atMillis())
                .execute();
    }

    @Override
    public boolean insertIdempotency(IdempotencyRow row) {
        return handle.createUpdate(
                                "INSERT INTO idempotency (idempotency_key, fingerprint,"
                                        + " receipt_kind, receipt, expires_millis) VALUES (:key,"
                                        + " :fingerprint, :kind, :receipt, :expires) ON CONFLICT"
                                        + " (idempotency_key) DO NOTHING")
                        .bind("key", row.key())
                        .bind("fingerprint", row.fingerprint())
                        .bind("kind", row.receiptKind())
                        .bind("receipt", row.receipt())
                        .bind("expires", row.expiresMillis())
                        .execute()
                == 1;
    }

    @Override
    public PlanWrites plans() {
        return new JdbcPlans(handle);
    }

    @Override
    public void deleteExpiredIdempotency(long nowMillis, int limit) {
        handle.createUpdate(
                        "DELETE FROM idempotency WHERE idempotency_key IN (SELECT idempotency_key"
                                + " FROM idempotency WHERE expires_millis < :now LIMIT :limit)")
                .bind("now", nowMillis)
                .bind("limit", limit)
                .execute();
    }
}
