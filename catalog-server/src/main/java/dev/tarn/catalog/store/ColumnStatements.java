package dev.tarn.catalog.store;

import org.jdbi.v3.core.Handle;

import java.util.List;

/// Statements about the columns of tables that are kept for lists.
record ColumnStatements(Handle handle) {

    /// Those of a namespace that are as the last commit of their table left them.
    List<ColumnsRow> list(String namespaceId) {
        return handle.createQuery(
                        "SELECT t.id, t.metadata_location, c.columns FROM table_like t JOIN"
                                + " table_columns c ON c.entry_id = t.id WHERE t.namespace_id ="
                                + " :namespace AND t.columns_version = t.version")
                .bind("namespace", namespaceId)
                .map((row, context) ->
                        new ColumnsRow(row.getString(1), row.getString(2), row.getString(3)))
                .list();
    }

    void put(String entryId, String columns) {
        handle.createUpdate(
                        "INSERT INTO table_columns (entry_id, columns) VALUES (:id, :columns) ON"
                                + " CONFLICT (entry_id) DO UPDATE SET columns = excluded.columns")
                .bind("id", entryId)
                .bind("columns", columns)
                .execute();
    }

    /// Keeps what was read of metadata, if that is the table's still.
    void keep(ColumnsRow read) {
        int rows =
                handle.createUpdate(
                                "UPDATE table_like SET columns_version = version WHERE id = :id AND"
                                        + " metadata_location = :metadata")
                        .bind("id", read.entryId())
                        .bind("metadata", read.metadataLocation())
                        .execute();
        if (rows == 1) {
            put(read.entryId(), read.columns());
        }
    }

    void delete(String entryId) {
        handle.createUpdate("DELETE FROM table_columns WHERE entry_id = :id")
                .bind("id", entryId)
                .execute();
    }
}
