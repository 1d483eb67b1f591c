package dev.tarn.catalog.store;

import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/// Statements about dropped tables and views.
record DroppedStatements(Handle handle) {
    private static final String SELECT =
            "SELECT d.id, d.warehouse_id, d.namespace_id, d.namespace_path, d.name, d.kind,"
                    + " d.location, d.metadata_location, d.version, d.flags, d.created_millis,"
                    + " d.updated_millis, d.state, d.dropped_millis, d.expires_millis"
                    + " FROM dropped_entry d ";
    private static final RowMapper<DroppedRow> ROW = (row, context) -> row(row);

    private static DroppedRow row(ResultSet row) throws SQLException {
        return new DroppedRow(
                row.getString("warehouse_id"),
                Rows.entry(row),
                DroppedState.valueOf(row.getString("state")),
                row.getLong("dropped_millis"),
                row.getLong("expires_millis"));
    }

    void insert(DroppedRow row) {
        EntryRow entry = row.entry();
        handle.createUpdate(
                        "INSERT INTO dropped_entry (id, warehouse_id, namespace_id, namespace_path,"
                                + " name, kind, location, metadata_location, version, flags,"
                                + " created_millis, updated_millis, state, dropped_millis,"
                                + " expires_millis) VALUES (:id, :warehouse, :namespace, :path,"
                                + " :name, :kind, :location, :metadata, :version, :flags,"
                                + " :created, :updated, :state, :dropped, :expires)")
                .bind("id", entry.id())
                .bind("warehouse", row.warehouseId())
                .bind("namespace", entry.namespaceId())
                .bind("path", entry.namespacePath())
                .bind("name", entry.name())
                .bind("kind", entry.kind().name())
                .bind("location", entry.location())
                .bind("metadata", entry.metadataLocation())
                .bind("version", entry.version())
                .bind("flags", entry.flags())
                .bind("created", entry.createdMillis())
                .bind("updated", entry.updatedMillis())
                .bind("state", row.state().name())
                .bind("dropped", row.droppedMillis())
                .bind("expires", row.expiresMillis())
                .execute();
    }

    /// @param lockClause from [Database#lockClause], for alias `d`
    Optional<DroppedRow> find(String id, String lockClause) {
        return handle.createQuery(SELECT + "WHERE d.id = :id" + lockClause)
                .bind("id", id)
                .map(ROW)
                .findOne();
    }

    Optional<DroppedRow> findAt(String location) {
        return handle.createQuery(SELECT + "WHERE d.location = :location")
                .bind("location", location)
                .map(ROW)
                .findOne();
    }

    /// All of one name, the last dropped first.
    List<DroppedRow> named(String warehouse, String namespacePath, String name) {
        return handle.createQuery(
                        SELECT
                                + "WHERE d.warehouse_id = :warehouse AND d.namespace_path = :path"
                                + " AND d.name = :name ORDER BY d.dropped_millis DESC, d.id DESC")
                .bind("warehouse", warehouse)
                .bind("path", namespacePath)
                .bind("name", name)
                .map(ROW)
                .list();
    }

    List<DroppedRow> list(String warehouse, DroppedPage page) {
        return handle.createQuery(
                        SELECT
                                + "WHERE d.warehouse_id = :warehouse AND (d.dropped_millis <"
                                + " :before OR (d.dropped_millis = :before AND d.id < :id))"
                                + " ORDER BY d.dropped_millis DESC, d.id DESC LIMIT :limit")
                .bind("warehouse", warehouse)
                .bind("before", page.beforeMillis())
                .bind("id", page.beforeId())
                .bind("limit", page.limit())
                .map(ROW)
                .list();
    }

    List<DroppedRow> expired(String warehouse, long nowMillis, int limit) {
        return handle.createQuery(
                        SELECT
                                + "WHERE d.state = :state AND d.expires_millis <= :now AND"
                                + " d.warehouse_id = :warehouse ORDER BY d.expires_millis LIMIT"
                                + " :limit")
                .bind("state", DroppedState.KEPT.name())
                .bind("now", nowMillis)
                .bind("warehouse", warehouse)
                .bind("limit", limit)
                .map(ROW)
                .list();
    }

    boolean update(String id, DroppedState state) {
        return handle.createUpdate("UPDATE dropped_entry SET state = :state WHERE id = :id")
                        .bind("state", state.name())
                        .bind("id", id)
                        .execute()
                == 1;
    }

    boolean delete(String id) {
        return handle.createUpdate("DELETE FROM dropped_entry WHERE id = :id")
                        .bind("id", id)
                        .execute()
                == 1;
    }
}
