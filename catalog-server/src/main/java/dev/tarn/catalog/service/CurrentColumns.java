package dev.tarn.catalog.service;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import org.apache.iceberg.SchemaParser;
import org.apache.iceberg.types.Types.NestedField;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/// Finds the current columns in the text of a table's metadata, and reads no further than it has
/// to: Iceberg writes them before the snapshots.
final class CurrentColumns {
    private static final ObjectMapper JSON = new ObjectMapper();

    private @Nullable Integer currentId;
    private @Nullable JsonNode all;

    /// Of format version 1, which may have nothing else.
    private @Nullable JsonNode only;

    private CurrentColumns() {}

    /// @throws IOException when the text is not JSON
    /// @throws IllegalArgumentException when it has no current schema
    static List<NestedField> scan(InputStream text) throws IOException {
        CurrentColumns found = new CurrentColumns();
        try (JsonParser parser = JSON.createParser(text)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new IllegalArgumentException("A table's metadata is a JSON object");
            }
            while (!found.isDone() && parser.nextToken() == JsonToken.FIELD_NAME) {
                found.read(parser);
            }
        }
        return found.columns();
    }

    private boolean isDone() {
        return currentId != null && all != null;
    }

    private void read(JsonParser parser) throws IOException {
        String name = parser.currentName();
        parser.nextToken();
        switch (name) {
            case "current-schema-id" -> currentId = parser.getIntValue();
            case "schemas" -> all = parser.readValueAsTree();
            case "schema" -> only = parser.readValueAsTree();
            default -> parser.skipChildren();
        }
    }

    private List<NestedField> columns() {
        JsonNode schema = isDone() ? current() : only;
        if (schema == null) {
            throw new IllegalArgumentException("A table's metadata has a current schema");
        }
        return SchemaParser.fromJson(schema).columns();
    }

    private @Nullable JsonNode current() {
        if (all != null && currentId != null) {
            for (JsonNode schema : all) {
                if (schema.path("schema-id").asInt(-1) == currentId) {
                    return schema;
                }
            }
        }
        return null;
    }
}
