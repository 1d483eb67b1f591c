package dev.tarn.storage.text;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;

import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/// What the JSON values of a column have been so far. Values of different shapes, and objects with
/// more than [#MAX_FIELDS] names, become text.
sealed interface JsonShape {
    int MAX_FIELDS = 1000;

    JsonShape NONE = new Scalar(InferredType.NONE);
    JsonShape TEXT = new Scalar(InferredType.STRING);

    /// Values without parts.
    record Scalar(InferredType type) implements JsonShape {}

    /// Arrays of one shape of elements.
    record Array(JsonShape element) implements JsonShape {}

    /// Objects with these fields, in the order they were first seen.
    record Fields(Map<String, JsonShape> fields) implements JsonShape {}

    /// The shape of the value that starts at the parser's token; leaves the parser at its last.
    static JsonShape of(JsonParser parser) throws IOException {
        return switch (parser.currentToken()) {
            case START_ARRAY -> {
                JsonShape element = NONE;
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    element = element.with(of(parser));
                }
                yield new Array(element);
            }
            case START_OBJECT -> {
                Map<String, JsonShape> fields = new LinkedHashMap<>();
                while (parser.nextToken() != JsonToken.END_OBJECT) {
                    String name = parser.currentName();
                    parser.nextToken();
                    fields.put(name, of(parser));
                }
                yield new Fields(fields);
            }
            case VALUE_NULL -> NONE;
            case VALUE_TRUE, VALUE_FALSE -> new Scalar(InferredType.BOOLEAN);
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> new Scalar(inferred(parser));
            default -> new Scalar(dateOrText(inferred(parser)));
        };
    }

    private static InferredType inferred(JsonParser parser) throws IOException {
        byte[] text = parser.getText().getBytes(StandardCharsets.UTF_8);
        return InferredType.of(text, 0, text.length);
    }

    /// A string is a date or a timestamp where it looks like one, but never a number.
    private static InferredType dateOrText(InferredType type) {
        return switch (type) {
            case DATE, TIMESTAMP, TIMESTAMP_TZ -> type;
            case NONE, BOOLEAN, BIGINT, DECIMAL, DOUBLE, TIME, STRING -> InferredType.STRING;
        };
    }

    /// The shape that takes the values of both.
    default JsonShape with(JsonShape other) {
        if (other.equals(NONE) || equals(other)) {
            return this;
        }
        if (equals(NONE)) {
            return other;
        }
        return switch (this) {
            case Scalar(InferredType type) when other instanceof Scalar(InferredType otherType) ->
                    new Scalar(type.with(otherType));
            case Array(JsonShape element) when other instanceof Array(JsonShape otherElement) ->
                    new Array(element.with(otherElement));
            case Fields(var fields) when other instanceof Fields(var otherFields) -> {
                Map<String, JsonShape> both = new LinkedHashMap<>(fields);
                otherFields.forEach((name, shape) -> both.merge(name, shape, JsonShape::with));
                yield both.size() > MAX_FIELDS ? TEXT : new Fields(both);
            }
            case Scalar _, Array _, Fields _ -> TEXT;
        };
    }

    /// The Iceberg type of the shape, with fresh ids for its parts.
    default Type icebergType(AtomicInteger ids) {
        return switch (this) {
            case Scalar(InferredType type) -> type.icebergType();
            case Array(JsonShape element) -> {
                int id = ids.incrementAndGet();
                yield Types.ListType.ofOptional(id, element.icebergType(ids));
            }
            case Fields(var fields) ->
                    fields.isEmpty()
                            ? Types.StringType.get()
                            : Types.StructType.of(columns(fields, ids));
        };
    }

    /// The fields as optional columns.
    static List<Types.NestedField> columns(Map<String, JsonShape> fields, AtomicInteger ids) {
        List<Integer> own = fields.keySet().stream().map(name -> ids.incrementAndGet()).toList();
        List<Types.NestedField> columns = new ArrayList<>();
        for (Map.Entry<String, JsonShape> field : fields.entrySet()) {
            Type type = field.getValue().icebergType(ids);
            columns.add(Types.NestedField.optional(own.get(columns.size()), field.getKey(), type));
        }
        return columns;
    }

    /// The top-level fields of a file; null where records cannot be told as one object.
    static @Nullable Map<String, JsonShape> fieldsOf(JsonShape records) {
        return records instanceof Fields(var fields) ? fields : null;
    }
}
