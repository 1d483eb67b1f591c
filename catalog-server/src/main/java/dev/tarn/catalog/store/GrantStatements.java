package dev.tarn.catalog.store;

import org.jdbi.v3.core.Handle;

/// Changes of grants, for transactions that change other things too.
final class GrantStatements {
    private GrantStatements() {}

    /// What is in memory anywhere is old from here on.
    static void raiseVersion(Handle handle) {
        handle.execute("UPDATE access_state SET version = version + 1 WHERE id = 1");
    }

    static int insert(Handle handle, GrantRow row) {
        return handle.createUpdate(
                        "INSERT INTO access_grant (grantee, privilege, warehouse_id,"
                                + " securable_kind, securable_id, field_id, namespace_path,"
                                + " granted_by, granted_millis) VALUES (:grantee, :privilege,"
                                + " :warehouse, :kind, :id, :field, :path, :by, :at) ON CONFLICT"
                                + " (securable_id, grantee, privilege, field_id) DO NOTHING")
                .bind("grantee", row.grantee())
                .bind("privilege", row.privilege())
                .bind("warehouse", row.warehouseId())
                .bind("kind", row.securableKind().name())
                .bind("id", row.securableId())
                .bind("field", row.fieldId())
                .bind("path", row.namespacePath())
                .bind("by", row.grantedBy())
                .bind("at", row.grantedMillis())
                .execute();
    }

    static int deleteOn(Handle handle, String securableId) {
        return handle.createUpdate("DELETE FROM access_grant WHERE securable_id = :id")
                .bind("id", securableId)
                .execute();
    }

    static int move(Handle handle, String securableId, String namespacePath) {
        return handle.createUpdate(
                        "UPDATE access_grant SET namespace_path = :path WHERE securable_id = :id"
                                + " AND namespace_path <> :path")
                .bind("path", namespacePath)
                .bind("id", securableId)
                .execute();
    }
}
