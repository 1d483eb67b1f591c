package dev.tarn.engine.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.tarn.columnar.DataType;
import dev.tarn.columnar.DataType.Field;
import dev.tarn.storage.IcebergTypes;

import org.apache.iceberg.types.Types;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// Types as Iceberg's UDF specification writes them: Iceberg's types without field ids, names of
/// primitive ones as text without blanks.
final class FunctionTypes {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private FunctionTypes() {}

    static JsonNode json(DataType type) {
        return switch (type) {
            case DataType.ListOf list -> nested("list").set("element", json(list.element()));
            case DataType.MapOf map -> {
                ObjectNode node = nested("map");
                node.set("key", json(map.key()));
                node.set("value", json(map.value()));
                yield node;
            }
            case DataType.StructOf struct -> {
                ObjectNode node = nested("struct");
                for (Field field : struct.fields()) {
                    ObjectNode one = node.withArray("fields").addObject();
                    one.put("name", field.name());
                    one.set("type", json(field.type()));
                }
                yield node;
            }
            case DataType.Simple _, DataType.Decimal _, DataType.Fixed _, DataType.Shape _ ->
                    JSON.textNode(name(type));
            case DataType.Time _, DataType.Timestamp _ -> JSON.textNode(name(type));
        };
    }

    private static ObjectNode nested(String kind) {
        return JSON.objectNode().put("type", kind);
    }

    private static String name(DataType primitive) {
        return IcebergTypes.icebergType(primitive, () -> 0).toString().replace(" ", "");
    }

    /// @throws IllegalArgumentException if `json` is no type
    static DataType type(JsonNode json) {
        if (json.isTextual()) {
            return IcebergTypes.dataType(Types.fromTypeName(json.asText()));
        }
        return switch (json.path("type").asText()) {
            case "list" -> new DataType.ListOf(type(json.path("element")));
            case "map" -> new DataType.MapOf(type(json.path("key")), type(json.path("value")));
            case "struct" -> {
                List<Field> fields = new ArrayList<>();
                for (JsonNode field : json.path("fields")) {
                    fields.add(new Field(field.path("name").asText(), type(field.path("type"))));
                }
                yield new DataType.StructOf(fields);
            }
            default -> throw new IllegalArgumentException("Not a type: " + json);
        };
    }

    /// What identifies the overload of these types among those of its name, such as
    /// `int,list<string>`.
    static String definitionId(List<DataType> types) {
        return types.stream().map(FunctionTypes::text).collect(Collectors.joining(","));
    }

    private static String text(DataType type) {
        return switch (type) {
            case DataType.ListOf list -> "list<" + text(list.element()) + ">";
            case DataType.MapOf map -> "map<" + text(map.key()) + "," + text(map.value()) + ">";
            case DataType.StructOf struct ->
                    struct.fields().stream()
                            .map(field -> field.name() + ":" + text(field.type()))
                            .collect(Collectors.joining(",", "struct<", ">"));
            case DataType.Simple _, DataType.Decimal _, DataType.Fixed _, DataType.Shape _ ->
                    name(type);
            case DataType.Time _, DataType.Timestamp _ -> name(type);
        };
    }
}
