package dev.tarn.catalog.service;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;

import org.apache.iceberg.Schema;
import org.apache.iceberg.SchemaParser;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.types.Types.NestedField;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/// The columns of a table as a short text that is quick to read:
///
/// ```
/// [1, [id, "name", "type", 0 | 1 if required, "comment"], …, "Iceberg's JSON of a schema", …]
/// ```
///
/// First stands the version of the form. A comment may be missing; columns of other than plain
/// types, or with defaults, are each a schema of one column.
final class ColumnsText {
    private static final int VERSION = 1;

    /// Longer texts are not kept: whoever needs these columns reads the metadata.
    private static final int MAX_CHARS = 1 << 20;

    private static final JsonFactory JSON =
            JsonFactory.builder().disable(JsonFactory.Feature.INTERN_FIELD_NAMES).build();

    private ColumnsText() {}

    /// Null where it would be too long.
    static @Nullable String of(List<NestedField> columns) {
        StringWriter text = new StringWriter();
        try (JsonGenerator out = JSON.createGenerator(text)) {
            out.writeStartArray();
            out.writeNumber(VERSION);
            for (NestedField column : columns) {
                write(column, out);
            }
            out.writeEndArray();
        } catch (IOException e) {
            throw new UncheckedIOException("Writing to memory", e);
        }
        return text.getBuffer().length() > MAX_CHARS ? null : text.toString();
    }

    private static void write(NestedField column, JsonGenerator out) throws IOException {
        if (!isPlain(column)) {
            out.writeString(SchemaParser.toJson(new Schema(List.of(column))));
            return;
        }
        out.writeStartArray();
        out.writeNumber(column.fieldId());
        out.writeString(column.name());
        out.writeString(column.type().toString());
        out.writeNumber(column.isRequired() ? 1 : 0);
        if (column.doc() != null) {
            out.writeString(column.doc());
        }
        out.writeEndArray();
    }

    private static boolean isPlain(NestedField column) {
        if (column.initialDefault() != null || column.writeDefault() != null) {
            return false;
        }
        return switch (column.type().typeId()) {
            case BOOLEAN, INTEGER, LONG, FLOAT, DOUBLE, DATE, TIME, STRING, UUID, BINARY -> true;
            case TIMESTAMP, TIMESTAMP_NANO, DECIMAL, FIXED -> true;
            case STRUCT, LIST, MAP, VARIANT, GEOMETRY, GEOGRAPHY, UNKNOWN -> false;
        };
    }

    /// Null where the text is of another version.
    ///
    /// @throws IllegalArgumentException when it is none of ours
    static @Nullable List<NestedField> parse(String text) {
        try (JsonParser in = JSON.createParser(text)) {
            if (in.nextToken() != JsonToken.START_ARRAY || in.nextIntValue(0) != VERSION) {
                return null;
            }
            List<NestedField> columns = new ArrayList<>();
            for (JsonToken next = in.nextToken();
                    next != JsonToken.END_ARRAY;
                    next = in.nextToken()) {
                columns.add(next == JsonToken.START_ARRAY ? plain(in) : whole(in.getText()));
            }
            return List.copyOf(columns);
        } catch (IOException e) {
            throw new IllegalArgumentException("Columns are kept as a JSON array", e);
        }
    }

    private static NestedField plain(JsonParser in) throws IOException {
        int id = in.nextIntValue(-1);
        String name = in.nextTextValue();
        String type = in.nextTextValue();
        boolean isRequired = in.nextIntValue(0) == 1;
        String doc = in.nextTextValue();
        if (doc != null) {
            in.nextToken();
        }
        if (name == null || type == null || in.currentToken() != JsonToken.END_ARRAY) {
            throw new IllegalArgumentException("A column has an id, a name and a type");
        }
        return NestedField.of(id, !isRequired, name, Types.fromPrimitiveString(type), doc);
    }

    private static NestedField whole(String json) {
        return SchemaParser.fromJson(json).columns().getFirst();
    }
}
