package dev.tarn.catalog.store;

/// One privilege of one grantee (`user:NAME` or `role:NAME`) on one object.
///
/// @param securableId a warehouse's, namespace's, table's or view's id
/// @param fieldId a column of a table, or [#WHOLE]
/// @param namespacePath the namespace itself, or the one the table or view is in; "" for a
///   warehouse
public record GrantRow(
        String grantee,
        String privilege,
        String warehouseId,
        SecurableKind securableKind,
        String securableId,
        int fieldId,
        String namespacePath,
        String grantedBy,
        long grantedMillis) {

    public static final int WHOLE = -1;

    /// What can be granted on.
    public enum SecurableKind {
        WAREHOUSE,
        NAMESPACE,
        TABLE,
        VIEW
    }
}
