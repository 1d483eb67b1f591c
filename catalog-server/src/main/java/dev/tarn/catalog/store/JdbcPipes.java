package dev.tarn.catalog.store;

import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;

import java.util.List;
import java.util.Optional;

/// The statements about pipes.
final class JdbcPipes implements PipeWrites {
    private static final String SELECT =
            "SELECT p.*, n.path FROM pipe p JOIN namespace n ON n.id = p.namespace_id ";
    private static final RowMapper<PipeRow> ROW =
            (row, context) ->
                    new PipeRow(
                            row.getString("id"),
                            row.getString("namespace_id"),
                            row.getString("path"),
                            row.getString("name"),
                            row.getString("definition"),
                            row.getLong("version"),
                            row.getLong("created_millis"),
                            row.getLong("updated_millis"));

    private final Handle handle;

    JdbcPipes(Handle handle) {
        this.handle = handle;
    }

    /// Reads, each with a connection of its own.
    record Reads(Transactions transactions, String warehouse) implements PipeReads {

        @Override
        public Optional<PipeRow> find(String namespaceId, String name) {
            return transactions.read(handle ->
                    handle.createQuery(
                                    SELECT + "WHERE p.namespace_id = :namespace AND p.name = :name")
                            .bind("namespace", namespaceId)
                            .bind("name", name)
                            .map(ROW)
                            .findOne());
        }

        @Override
        public Optional<PipeRow> findById(String id) {
            return transactions.read(handle ->
                    handle.createQuery(SELECT + "WHERE p.id = :id")
                            .bind("id", id)
                            .map(ROW)
                            .findOne());
        }

        @Override
        public List<PipeRow> list(String namespaceId, int limit) {
            return transactions.read(handle ->
                    handle.createQuery(
                                    SELECT
                                            + "WHERE p.namespace_id = :namespace ORDER BY p.name"
                                            + " LIMIT :limit")
                            .bind("namespace", namespaceId)
                            .bind("limit", limit)
                            .map(ROW)
                            .list());
        }

        @Override
        public List<PipeRow> listAll(int limit) {
            return transactions.read(handle ->
                    handle.createQuery(
                                    SELECT
                                            + "WHERE n.warehouse_id = :warehouse ORDER BY n.path,"
                                            + " p.name LIMIT :limit")
                            .bind("warehouse", warehouse)
                            .bind("limit", limit)
                            .map(ROW)
                            .list());
        }
    }

    @Override
    public boolean insert(PipeRow row) {
        return handle.createUpdate(
                                "INSERT INTO pipe (id, namespace_id, name, definition, version,"
                                        + " created_millis, updated_millis) VALUES (:id,"
                                        + " :namespace, :name, :definition, :version, :created,"
                                        + " :updated) ON CONFLICT (namespace_id, name) DO NOTHING")
                        .bind("id", row.id())
                        .bind("namespace", row.namespaceId())
                        .bind("name", row.name())
                        .bind("definition", row.definition())
                        .bind("version", row.version())
                        .bind("created", row.createdMillis())
                        .bind("updated", row.updatedMillis())
                        .execute()
                == 1;
    }

    @Override
    public boolean replace(PipeRow row) {
        return handle.createUpdate(
                                "UPDATE pipe SET definition = :definition, version = :version,"
                                        + " updated_millis = :updated WHERE id = :id AND version ="
                                        + " :expected")
                        .bind("definition", row.definition())
                        .bind("version", row.version())
                        .bind("updated", row.updatedMillis())
                        .bind("id", row.id())
                        .bind("expected", row.version() - 1)
                        .execute()
                == 1;
    }

    @Override
    public boolean delete(String id, long version) {
        return handle.createUpdate("DELETE FROM pipe WHERE id = :id AND version = :version")
                        .bind("id", id)
                        .bind("version", version)
                        .execute()
                == 1;
    }
}
