package dev.tarn.catalog.store;

import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Optional;

/// Statements about the tables and views of one warehouse; only the search for overlaps looks at
/// all warehouses.
record EntryStatements(Handle handle, String warehouse) {

    private static final String SELECT = "SELECT " + Rows.ENTRY_COLUMNS + Rows.ENTRY_TABLES;
    private static final String AT =
            "(%1$s.location = :location OR %1$s.location IN (<above>) OR"
                    + " (%1$s.location >= :first AND %1$s.location < :last))";
    private static final String OVERLAPS = "WHERE t.id <> :id AND " + AT.formatted("t");
    private static final String AREA_OVERLAPS = "WHERE a.entry_id <> :id AND " + AT.formatted("a");
    private static final String FIRST_OVERLAP =
            "SELECT t.warehouse_id, t.location, t.kind, n.path AS namespace_path, t.name,"
                    + " 'LIVE' AS state"
                    + Rows.ENTRY_TABLES
                    + OVERLAPS
                    + " UNION ALL SELECT t.warehouse_id, t.location, t.kind, t.namespace_path,"
                    + " t.name, t.state FROM dropped_entry t "
                    + OVERLAPS
                    + " UNION ALL SELECT t.warehouse_id, a.location, t.kind, n.path, t.name,"
                    + " 'LIVE' FROM table_area a JOIN table_like t ON t.id = a.entry_id JOIN"
                    + " namespace n ON n.id = t.namespace_id "
                    + AREA_OVERLAPS
                    + " UNION ALL SELECT t.warehouse_id, a.location, t.kind, t.namespace_path,"
                    + " t.name, t.state FROM table_area a JOIN dropped_entry t ON t.id ="
                    + " a.entry_id "
                    + AREA_OVERLAPS
                    + " LIMIT 1";

    private static final String SWAP =
            "UPDATE table_like SET metadata_location = :metadata, location = :location,"
                    + " columns_version = CASE WHEN columns_version = version THEN :next END,"
                    + " version = :next, updated_millis = :updated WHERE id = :id AND version ="
                    + " :expected";
    private static final String SWAP_WITH_COLUMNS =
            "UPDATE table_like SET metadata_location = :metadata, location = :location,"
                    + " columns_version = :next, version = :next, updated_millis = :updated WHERE"
                    + " id = :id AND version = :expected";

    Optional<EntryRow> find(String namespacePath, String name) {
        return handle.createQuery(
                        SELECT
                                + "WHERE n.warehouse_id = :warehouse AND n.path = :path AND"
                                + " t.name = :name")
                .bind("warehouse", warehouse)
                .bind("path", namespacePath)
                .bind("name", name)
                .map((row, context) -> Rows.entry(row))
                .findOne();
    }

    Optional<EntryRow> findById(String id, String lockClause) {
        return handle.createQuery(
                        SELECT + "WHERE t.id = :id AND t.warehouse_id = :warehouse" + lockClause)
                .bind("id", id)
                .bind("warehouse", warehouse)
                .map((row, context) -> Rows.entry(row))
                .findOne();
    }

    /// Answered from indexes alone.
    List<String> listNames(
            String namespaceId, EntryKind kind, KeyRange range, @Nullable List<String> seenBy) {
        return list("t.name", namespaceId, kind, range, seenBy)
                .map((row, context) -> row.getString(1))
                .list();
    }

    List<ListedRow> listEntries(
            String namespaceId, EntryKind kind, KeyRange range, @Nullable List<String> seenBy) {
        return list("t.id, t.name, t.metadata_location", namespaceId, kind, range, seenBy)
                .map((row, context) ->
                        new ListedRow(row.getString(1), row.getString(2), row.getString(3)))
                .list();
    }

    private Query list(
            String columns,
            String namespaceId,
            EntryKind kind,
            KeyRange range,
            @Nullable List<String> seenBy) {
        String filter =
                seenBy == null
                        ? ""
                        : " AND t.id IN (SELECT g.securable_id FROM access_grant g WHERE"
                                + " g.grantee IN (<grantees>) AND g.warehouse_id = :warehouse AND"
                                + " g.namespace_path = (SELECT n.path FROM namespace n WHERE n.id ="
                                + " :namespace))";
        Query query =
                handle.createQuery(
                        "SELECT "
                                + columns
                                + " FROM table_like t WHERE t.namespace_id = :namespace AND"
                                + " t.kind = :kind AND t.name > :after"
                                + filter
                                + " ORDER BY t.name LIMIT :limit");
        if (seenBy != null) {
            query.bindList("grantees", seenBy).bind("warehouse", warehouse);
        }
        return query.bind("namespace", namespaceId)
                .bind("kind", kind.name())
                .bind("after", range.after() == null ? "" : range.after())
                .bind("limit", range.limit());
    }

    /// @param above the locations above `location`
    Optional<LocatedRow> findOverlap(List<String> above, String location, String exceptId) {
        return handle.createQuery(FIRST_OVERLAP)
                .bind("id", exceptId)
                .bind("location", location)
                .bindList("above", above)
                .bind("first", location + "/")
                .bind("last", location + "0") // '0' is the character after '/'
                .map((row, context) -> Rows.located(row))
                .findOne();
    }

    boolean insert(EntryRow row) {
        return handle.createUpdate(
                                "INSERT INTO table_like (id, warehouse_id, namespace_id, name,"
                                        + " kind, location, metadata_location, version,"
                                        + " columns_version, flags, created_millis,"
                                        + " updated_millis) VALUES (:id, :warehouse, :namespace,"
                                        + " :name, :kind, :location, :metadata, :version, :version,"
                                        + " :flags, :created, :updated) ON CONFLICT (namespace_id,"
                                        + " name) DO NOTHING")
                        .bind("id", row.id())
                        .bind("warehouse", warehouse)
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

    boolean swapPointer(PointerSwap swap) {
        return handle.createUpdate(swap.hasNewColumns() ? SWAP_WITH_COLUMNS : SWAP)
                        .bind("metadata", swap.metadataLocation())
                        .bind("location", swap.location())
                        .bind("next", swap.expectedVersion() + 1)
                        .bind("updated", swap.updatedMillis())
                        .bind("id", swap.id())
                        .bind("expected", swap.expectedVersion())
                        .execute()
                == 1;
    }

    boolean rename(EntryRow from, String namespaceId, String name) {
        return handle.createUpdate(
                                "UPDATE table_like SET namespace_id = :namespace, name = :name"
                                        + " WHERE id = :id AND namespace_id = :fromNamespace AND"
                                        + " name = :fromName AND NOT EXISTS (SELECT 1 FROM"
                                        + " table_like o WHERE o.namespace_id = :namespace AND"
                                        + " o.name = :name AND o.id <> :id)")
                        .bind("namespace", namespaceId)
                        .bind("name", name)
                        .bind("id", from.id())
                        .bind("fromNamespace", from.namespaceId())
                        .bind("fromName", from.name())
                        .execute()
                == 1;
    }

    boolean delete(String id) {
        return handle.createUpdate("DELETE FROM table_like WHERE id = :id").bind("id", id).execute()
                == 1;
    }
}
