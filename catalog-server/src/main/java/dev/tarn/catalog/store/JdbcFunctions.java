package dev.tarn.catalog.store;

import org.jdbi.v3.core.Handle;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/// The statements about functions.
final class JdbcFunctions implements FunctionWrites {
    private final Handle handle;

    JdbcFunctions(Handle handle) {
        this.handle = handle;
    }

    /// Reads, each with a connection of its own.
    static final class Reads implements FunctionReads {
        private final Transactions transactions;

        Reads(Transactions transactions) {
            this.transactions = transactions;
        }

        @Override
        public Optional<FunctionRow> find(String namespaceId, String name) {
            return transactions.read(handle ->
                    handle.createQuery(
                                    "SELECT * FROM catalog_function WHERE namespace_id ="
                                            + " :namespace AND name = :name")
                            .bind("namespace", namespaceId)
                            .bind("name", name)
                            .map((row, context) -> function(row))
                            .findOne());
        }

        @Override
        public List<String> list(String namespaceId, KeyRange range) {
            return transactions.read(handle ->
                    handle.createQuery(
                                    "SELECT name FROM catalog_function WHERE namespace_id ="
                                            + " :namespace AND name > :after ORDER BY name LIMIT"
                                            + " :limit")
                            .bind("namespace", namespaceId)
                            .bind("after", range.after() == null ? "" : range.after())
                            .bind("limit", range.limit())
                            .mapTo(String.class)
                            .list());
        }
    }

    private static FunctionRow function(ResultSet row) throws SQLException {
        return new FunctionRow(
                row.getString("id"),
                row.getString("namespace_id"),
                row.getString("name"),
                row.getString("metadata"),
                row.getLong("version"),
                row.getLong("created_millis"),
                row.getLong("updated_millis"));
    }

    @Override
    public boolean insert(FunctionRow row) {
        return handle.createUpdate(
                                "INSERT INTO catalog_function (id, namespace_id, name, metadata,"
                                        + " version, created_millis, updated_millis) VALUES (:id,"
                                        + " :namespace, :name, :metadata, :version, :created,"
                                        + " :updated) ON CONFLICT (namespace_id, name) DO NOTHING")
                        .bind("id", row.id())
                        .bind("namespace", row.namespaceId())
                        .bind("name", row.name())
                        .bind("metadata", row.metadata())
                        .bind("version", row.version())
                        .bind("created", row.createdMillis())
                        .bind("updated", row.updatedMillis())
                        .execute()
                == 1;
    }

    @Override
    public boolean replace(FunctionRow row) {
        return handle.createUpdate(
                                "UPDATE catalog_function SET metadata = :metadata, version ="
                                        + " :version, updated_millis = :updated WHERE id = :id AND"
                                        + " version = :expected")
                        .bind("metadata", row.metadata())
                        .bind("version", row.version())
                        .bind("updated", row.updatedMillis())
                        .bind("id", row.id())
                        .bind("expected", row.version() - 1)
                        .execute()
                == 1;
    }

    @Override
    public boolean delete(String id) {
        return handle.createUpdate("DELETE FROM catalog_function WHERE id = :id")
                        .bind("id", id)
                        .execute()
                == 1;
    }
}
