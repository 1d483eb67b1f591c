package dev.tarn.catalog.service;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;

import org.apache.iceberg.TableMetadata;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.Map;

/// The little of a table's metadata that answering a load takes.
///
/// @param location of the table
public record TableOutline(String location, Map<String, String> properties) {
    private static final JsonFactory JSON =
            JsonFactory.builder()
                    .streamReadConstraints(
                            StreamReadConstraints.builder()
                                    .maxStringLength(Integer.MAX_VALUE)
                                    .build())
                    .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                    .build();

    public TableOutline {
        properties = Map.copyOf(properties);
    }

    public static TableOutline of(TableMetadata metadata) {
        return new TableOutline(metadata.location(), metadata.properties());
    }

    /// Reads the whole text once and keeps next to nothing of it. Snapshots are skipped, not
    /// checked: whatever is wrong in them is for clients to find.
    ///
    /// @throws IOException when the text is not JSON
    /// @throws IllegalArgumentException when it is not a table's metadata
    static TableOutline scan(InputStream text) throws IOException {
        String location = null;
        Map<String, String> properties = Map.of();
        boolean hasVersion = false;
        try (JsonParser parser = JSON.createParser(text)) {
            check(parser.nextToken() == JsonToken.START_OBJECT, "a JSON object");
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                parser.nextToken();
                switch (name) {
                    case "format-version" -> hasVersion = true;
                    case "location" -> location = parser.getValueAsString();
                    case "properties" -> properties = strings(parser);
                    default -> parser.skipChildren();
                }
            }
            check(parser.nextToken() == null, "one JSON object");
        }
        check(hasVersion, "an object with a format-version");
        if (location == null) {
            throw new IllegalArgumentException("A table's metadata has a location, this has none");
        }
        return new TableOutline(location, properties);
    }

    private static Map<String, String> strings(JsonParser parser) throws IOException {
        Map<String, String> result = new HashMap<>();
        check(parser.currentToken() == JsonToken.START_OBJECT, "an object of properties");
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            parser.nextToken();
            @Nullable String value = parser.getValueAsString();
            check(value != null, "a text as value of the property " + name);
            result.put(name, value);
        }
        return result;
    }

    private static void check(boolean isSo, String expected) {
        if (!isSo) {
            throw new IllegalArgumentException("A table's metadata is " + expected);
        }
    }
}
