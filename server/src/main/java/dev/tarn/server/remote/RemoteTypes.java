package dev.tarn.server.remote;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;

import dev.tarn.columnar.DataType;
import dev.tarn.columnar.JavaValues;

import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// Type signatures of Trino's protocol to types, and its JSON values to Java values. Types that
/// Tarn does not have are shown as text.
final class RemoteTypes {
    private RemoteTypes() {}

    static DataType type(JsonNode signature) {
        JsonNode arguments = signature.path("arguments");
        return switch (signature.path("rawType").asText()) {
            case "boolean" -> DataType.BOOLEAN;
            case "tinyint" -> DataType.TINYINT;
            case "smallint" -> DataType.SMALLINT;
            case "integer" -> DataType.INTEGER;
            case "bigint" -> DataType.BIGINT;
            case "real" -> DataType.REAL;
            case "double" -> DataType.DOUBLE;
            case "date" -> DataType.DATE;
            case "varbinary" -> DataType.BINARY;
            case "uuid" -> DataType.UUID;
            case "unknown" -> DataType.UNKNOWN;
            case "decimal" -> new DataType.Decimal(number(arguments, 0), number(arguments, 1));
            case "time" -> new DataType.Time(Math.min(9, number(arguments, 0)));
            case "timestamp" -> new DataType.Timestamp(Math.min(9, number(arguments, 0)), false);
            case "timestamp with time zone" ->
                    new DataType.Timestamp(Math.min(9, number(arguments, 0)), true);
            case "array" -> new DataType.ListOf(type(arguments.path(0).path("value")));
            case "map" ->
                    new DataType.MapOf(
                            type(arguments.path(0).path("value")),
                            type(arguments.path(1).path("value")));
            case "row" -> row(arguments);
            default -> DataType.STRING;
        };
    }

    /// The Java value of `node`, as [JavaValues] has it.
    static @Nullable Object value(DataType type, JsonNode node) {
        if (node.isNull()) {
            return null;
        }
        return switch (type) {
            case DataType.Simple simple -> simple(simple, node);
            case DataType.Decimal decimal ->
                    new BigDecimal(node.asText()).setScale(decimal.scale());
            case DataType.Fixed _, DataType.Shape _ -> Base64.getDecoder().decode(node.asText());
            case DataType.Time time -> LocalTime.parse(node.asText());
            case DataType.Timestamp timestamp -> timestamp(timestamp, node.asText());
            case DataType.ListOf list -> {
                List<@Nullable Object> values = new ArrayList<>();
                node.forEach(element -> values.add(value(list.element(), element)));
                yield values;
            }
            case DataType.MapOf map -> map(map, node);
            case DataType.StructOf struct -> {
                List<@Nullable Object> values = new ArrayList<>();
                for (int i = 0; i < struct.fields().size(); i++) {
                    values.add(value(struct.fields().get(i).type(), node.path(i)));
                }
                yield new JavaValues.Row(struct.fields(), values);
            }
        };
    }

    private static @Nullable Object simple(DataType.Simple type, JsonNode node) {
        return switch (type) {
            case BOOLEAN -> node.isBoolean() ? node.booleanValue() : node.asBoolean();
            case TINYINT, SMALLINT, INTEGER -> Integer.valueOf(node.asText());
            case BIGINT -> Long.valueOf(node.asText());
            case REAL -> Float.valueOf(node.asText());
            case DOUBLE -> Double.valueOf(node.asText());
            case DATE -> LocalDate.parse(node.asText());
            case STRING, VARIANT, INTERVAL_YEAR_MONTH, INTERVAL_DAY_SECOND ->
                    node.isTextual() ? node.textValue() : node.toString();
            case BINARY -> Base64.getDecoder().decode(node.asText());
            case UUID -> UUID.fromString(node.asText());
            case UNKNOWN -> null;
        };
    }

    private static Object timestamp(DataType.Timestamp type, String text) {
        if (!type.withZone()) {
            return LocalDateTime.parse(text.replace(' ', 'T'));
        }
        int zone = text.lastIndexOf(' ');
        return LocalDateTime.parse(text.substring(0, zone).replace(' ', 'T'))
                .atZone(ZoneId.of(text.substring(zone + 1)))
                .toOffsetDateTime()
                .withOffsetSameInstant(ZoneOffset.UTC);
    }

    /// Keys of objects are text; they are read as if they were values.
    private static Map<Object, @Nullable Object> map(DataType.MapOf type, JsonNode node) {
        Map<Object, @Nullable Object> values = new LinkedHashMap<>();
        node.properties()
                .forEach(entry -> {
                    JsonNode keyNode = TextNode.valueOf(entry.getKey());
                    Object key = value(type.key(), keyNode);
                    if (key != null) {
                        values.put(key, value(type.value(), entry.getValue()));
                    }
                });
        return values;
    }

    private static DataType row(JsonNode arguments) {
        List<DataType.Field> fields = new ArrayList<>();
        for (JsonNode argument : arguments) {
            JsonNode field = argument.path("value");
            String name = field.path("fieldName").path("name").asText("");
            fields.add(new DataType.Field(name, type(field.path("typeSignature"))));
        }
        return new DataType.StructOf(fields);
    }

    private static int number(JsonNode arguments, int ordinal) {
        return arguments.path(ordinal).path("value").asInt();
    }
}
