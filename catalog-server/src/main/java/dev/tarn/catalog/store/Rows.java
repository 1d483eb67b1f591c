package dev.tarn.catalog.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;

import org.jspecify.annotations.Nullable;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;
import java.util.TreeMap;

/// Result set → row, one method for each table, with the column lists the queries share.
final class Rows {
    static final String NAMESPACE_COLUMNS =
            "id, parent_id, parent_path, path, properties, version, created_millis";
    static final String ENTRY_COLUMNS =
            "t.id, t.namespace_id, n.path AS namespace_path, t.name, t.kind, t.location,"
                    + " t.metadata_location, t.version, t.flags, t.created_millis,"
                    + " t.updated_millis";
    static final String ENTRY_TABLES =
            " FROM table_like t JOIN namespace n ON n.id = t.namespace_id ";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final TypeReference<Map<String, String>> STRINGS = new TypeReference<>() {};

    private Rows() {}

    static NamespaceRow namespace(ResultSet row) throws SQLException {
        return new NamespaceRow(
                row.getString("id"),
                row.getString("parent_id"),
                row.getString("parent_path"),
                row.getString("path"),
                readProperties(row.getString("properties")),
                row.getLong("version"),
                row.getLong("created_millis"));
    }

    static EntryRow entry(ResultSet row) throws SQLException {
        return new EntryRow(
                row.getString("id"),
                row.getString("namespace_id"),
                row.getString("namespace_path"),
                row.getString("name"),
                EntryKind.valueOf(row.getString("kind")),
                row.getString("location"),
                row.getString("metadata_location"),
                row.getLong("version"),
                row.getLong("flags"),
                row.getLong("created_millis"),
                row.getLong("updated_millis"));
    }

    static PointerRow pointer(ResultSet row) throws SQLException {
        return new PointerRow(
                row.getString("id"),
                row.getString("warehouse_id"),
                EntryKind.valueOf(row.getString("kind")),
                row.getString("location"),
                row.getString("metadata_location"),
                row.getString("proven"));
    }

    static LocatedRow located(ResultSet row) throws SQLException {
        return new LocatedRow(
                row.getString("warehouse_id"),
                row.getString("location"),
                EntryKind.valueOf(row.getString("kind")),
                row.getString("namespace_path"),
                row.getString("name"),
                droppedState(row.getString("state")));
    }

    private static @Nullable DroppedState droppedState(String state) {
        return state.equals("LIVE") ? null : DroppedState.valueOf(state);
    }

    static EventRow event(ResultSet row) throws SQLException {
        return new EventRow(
                row.getLong("sequence"),
                row.getString("commit_id"),
                row.getString("kind"),
                row.getString("warehouse_id"),
                row.getString("subject_id"),
                row.getString("namespace_path"),
                row.getString("name"),
                row.getString("new_namespace_path"),
                row.getString("new_name"),
                row.getString("old_metadata_location"),
                row.getString("new_metadata_location"),
                number(row, "old_snapshot_id"),
                number(row, "new_snapshot_id"),
                row.getString("principal"),
                row.getString("client_address"),
                row.getString("user_agent"),
                row.getLong("at_millis"));
    }

    private static @Nullable Long number(ResultSet row, String column) throws SQLException {
        long value = row.getLong(column);
        return row.wasNull() ? null : value;
    }

    static IdempotencyRow idempotency(ResultSet row) throws SQLException {
        return new IdempotencyRow(
                row.getString("idempotency_key"),
                row.getString("fingerprint"),
                row.getString("receipt_kind"),
                row.getString("receipt"),
                row.getLong("expires_millis"));
    }

    static String writeProperties(Map<String, String> properties) {
        try {
            return JSON.writeValueAsString(new TreeMap<>(properties));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("Properties cannot be written as JSON", e);
        }
    }

    private static Map<String, String> readProperties(String json) {
        try {
            return JSON.readValue(json, STRINGS);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Stored namespace properties are not JSON: " + json, e);
        }
    }
}
