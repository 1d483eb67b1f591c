package dev.tarn.catalog.store;

import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Optional;

/// Statements about the namespaces of one warehouse.
record NamespaceStatements(Handle handle, String warehouse) {

    Optional<NamespaceRow> find(String path, String lockClause) {
        return handle.createQuery(
                        "SELECT "
                                + Rows.NAMESPACE_COLUMNS
                                + " FROM namespace WHERE warehouse_id = :warehouse AND path ="
                                + " :path"
                                + lockClause)
                .bind("warehouse", warehouse)
                .bind("path", path)
                .map((row, context) -> Rows.namespace(row))
                .findOne();
    }

    /// Paths in a namespace are its own followed by U+001F, which is followed by U+0020.
    List<NamespaceRow> list(String parentPath, KeyRange range, @Nullable List<String> seenBy) {
        String filter =
                seenBy == null
                        ? ""
                        : " AND EXISTS (SELECT 1 FROM access_grant g WHERE g.grantee IN"
                                + " (<grantees>) AND g.warehouse_id = :warehouse AND"
                                + " (g.namespace_path = namespace.path OR (g.namespace_path >="
                                + " namespace.path || :inside AND g.namespace_path <"
                                + " namespace.path || :beyond)))";
        Query query =
                handle.createQuery(
                        "SELECT "
                                + Rows.NAMESPACE_COLUMNS
                                + " FROM namespace WHERE warehouse_id = :warehouse AND parent_path"
                                + " = :parent AND path > :after"
                                + filter
                                + " ORDER BY path LIMIT :limit");
        if (seenBy != null) {
            query.bindList("grantees", seenBy).bind("inside", "\u001f").bind("beyond", " ");
        }
        return query.bind("warehouse", warehouse)
                .bind("parent", parentPath)
                .bind("after", range.after() == null ? "" : range.after())
                .bind("limit", range.limit())
                .map((row, context) -> Rows.namespace(row))
                .list();
    }

    boolean insert(NamespaceRow row) {
        return handle.createUpdate(
                                "INSERT INTO namespace (id, warehouse_id, parent_id, parent_path,"
                                        + " path, properties, version, created_millis) VALUES (:id,"
                                        + " :warehouse, :parentId, :parentPath, :path, :properties,"
                                        + " :version, :created) ON CONFLICT (warehouse_id, path) DO"
                                        + " NOTHING")
                        .bind("id", row.id())
                        .bind("warehouse", warehouse)
                        .bind("parentId", row.parentId())
                        .bind("parentPath", row.parentPath())
                        .bind("path", row.path())
                        .bind("properties", Rows.writeProperties(row.properties()))
                        .bind("version", row.version())
                        .bind("created", row.createdMillis())
                        .execute()
                == 1;
    }

    boolean updateProperties(NamespaceRow row) {
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

    boolean hasChildren(String id) {
        return handle.createQuery(
                        "SELECT 1 WHERE EXISTS (SELECT 1 FROM namespace WHERE parent_id = :id) OR"
                            + " EXISTS (SELECT 1 FROM table_like WHERE namespace_id = :id) OR"
                            + " EXISTS (SELECT 1 FROM catalog_function WHERE namespace_id = :id) OR"
                            + " EXISTS (SELECT 1 FROM pipe WHERE namespace_id = :id)")
                .bind("id", id)
                .mapTo(Integer.class)
                .findOne()
                .isPresent();
    }

    boolean delete(String id) {
        return handle.createUpdate("DELETE FROM namespace WHERE id = :id").bind("id", id).execute()
                == 1;
    }
}
