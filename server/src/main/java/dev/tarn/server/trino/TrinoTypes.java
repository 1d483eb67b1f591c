package dev.tarn.server.trino;

import com.fasterxml.jackson.core.JsonGenerator;

import dev.tarn.columnar.DataType;

import java.io.IOException;
import java.util.stream.Collectors;

/// Types as Trino's clients know them: a display name, and a signature as JSON.
///
/// Fixed-length binaries and shapes are `varbinary`, variants `json`. Strings have Trino's
/// "unbounded" length in the signature.
final class TrinoTypes {
    private static final long UNBOUNDED_LENGTH = Integer.MAX_VALUE;

    private TrinoTypes() {}

    /// For example `decimal(10,2)` or `array(varchar)`.
    static String name(DataType type) {
        return switch (type) {
            case DataType.Fixed _, DataType.Shape _ -> "varbinary";
            case DataType.ListOf list -> "array(" + name(list.element()) + ")";
            case DataType.MapOf map -> "map(" + name(map.key()) + ", " + name(map.value()) + ")";
            case DataType.StructOf struct ->
                    struct.fields().stream()
                            .map(TrinoTypes::field)
                            .collect(Collectors.joining(", ", "row(", ")"));
            case DataType.Simple simple -> name(simple);
            case DataType.Decimal decimal -> decimal.toString();
            case DataType.Time time -> time.toString();
            case DataType.Timestamp timestamp -> timestamp.toString();
        };
    }

    private static String name(DataType.Simple type) {
        return type == DataType.Simple.VARIANT ? "json" : type.toString();
    }

    /// `{"rawType": …, "arguments": [{"kind": …, "value": …}, …]}`
    static void writeSignature(JsonGenerator json, DataType type) throws IOException {
        json.writeStartObject();
        json.writeStringField("rawType", rawType(type));
        json.writeArrayFieldStart("arguments");
        switch (type) {
            case DataType.Simple simple -> {
                if (simple == DataType.STRING) {
                    writeLong(json, UNBOUNDED_LENGTH);
                }
            }
            case DataType.Fixed _, DataType.Shape _ -> {}
            case DataType.Decimal decimal -> {
                writeLong(json, decimal.precision());
                writeLong(json, decimal.scale());
            }
            case DataType.Time time -> writeLong(json, time.precision());
            case DataType.Timestamp timestamp -> writeLong(json, timestamp.precision());
            case DataType.ListOf list -> writeType(json, list.element());
            case DataType.MapOf map -> {
                writeType(json, map.key());
                writeType(json, map.value());
            }
            case DataType.StructOf struct -> {
                for (DataType.Field field : struct.fields()) {
                    writeField(json, field);
                }
            }
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private static String rawType(DataType type) {
        return switch (type) {
            case DataType.Simple simple -> name(simple);
            case DataType.Fixed _, DataType.Shape _ -> "varbinary";
            case DataType.Decimal decimal -> "decimal";
            case DataType.Time time -> "time";
            case DataType.Timestamp timestamp ->
                    timestamp.withZone() ? "timestamp with time zone" : "timestamp";
            case DataType.ListOf list -> "array";
            case DataType.MapOf map -> "map";
            case DataType.StructOf struct -> "row";
        };
    }

    private static void writeLong(JsonGenerator json, long value) throws IOException {
        json.writeStartObject();
        json.writeStringField("kind", "LONG");
        json.writeNumberField("value", value);
        json.writeEndObject();
    }

    private static void writeType(JsonGenerator json, DataType type) throws IOException {
        json.writeStartObject();
        json.writeStringField("kind", "TYPE");
        json.writeFieldName("value");
        writeSignature(json, type);
        json.writeEndObject();
    }

    private static void writeField(JsonGenerator json, DataType.Field field) throws IOException {
        json.writeStartObject();
        json.writeStringField("kind", "NAMED_TYPE");
        json.writeObjectFieldStart("value");
        if (!field.name().isEmpty()) {
            json.writeObjectFieldStart("fieldName");
            json.writeStringField("name", field.name());
            json.writeEndObject();
        }
        json.writeFieldName("typeSignature");
        writeSignature(json, field.type());
        json.writeEndObject();
        json.writeEndObject();
    }

    private static String field(DataType.Field field) {
        String type = name(field.type());
        return field.name().isEmpty() ? type : quoted(field.name()) + " " + type;
    }

    private static String quoted(String name) {
        return name.matches("[a-z_][a-z0-9_]*") ? name : '"' + name.replace("\"", "\"\"") + '"';
    }
}
