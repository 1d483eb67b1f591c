package dev.tarn.server.rest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;

import dev.tarn.engine.Session;
import dev.tarn.server.http.ApiException;
import dev.tarn.server.output.Json;

import org.apache.iceberg.catalog.Namespace;
import org.jspecify.annotations.Nullable;

import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/// The body of `POST /api/v1/sql`: `{"sql": …, "params": […], "catalog": …, "namespace": …,
/// "timeZone": …, "user": …, "properties": {…}, "prepared": {…}, "transaction": …}`; only `sql` is
/// needed.
///
/// A namespace is a string with dots between its levels, or an array of levels. Parameters stand
/// for the `?` of the statement and become literals. The transaction is the id that the answer to
/// START TRANSACTION tells among the changes of the session.
public record SqlRequest(String sql, Session session) {
    private static final Set<String> FIELDS =
            Set.of(
                    "sql",
                    "params",
                    "catalog",
                    "namespace",
                    "timeZone",
                    "user",
                    "properties",
                    "prepared",
                    "transaction");

    /// @param user who really asks, given whom the body says
    /// @throws ApiException if the body is not such an object
    static SqlRequest parse(
            byte[] body, String defaultCatalog, UnaryOperator<@Nullable String> user) {
        JsonNode root;
        try {
            root = Json.MAPPER.readTree(body);
        } catch (JsonProcessingException e) {
            throw refused("The body is not JSON: " + e.getOriginalMessage());
        } catch (java.io.IOException e) {
            throw refused("The body cannot be read: " + e.getMessage());
        }
        if (!root.isObject()) {
            throw refused("The body must be a JSON object with \"sql\"");
        }
        root.fieldNames()
                .forEachRemaining(name -> {
                    if (!FIELDS.contains(name)) {
                        throw refused(
                                "Unknown field \"%s\"; accepted: %s"
                                        .formatted(name, FIELDS.stream().sorted().toList()));
                    }
                });
        String sql = text(root, "sql");
        if (sql == null || sql.isBlank()) {
            throw refused("Field \"sql\" must be a SQL statement");
        }
        String catalog = text(root, "catalog");
        String name = user.apply(text(root, "user"));
        Session session =
                new Session(
                                name == null ? "anonymous" : name,
                                catalog == null ? defaultCatalog : catalog,
                                namespace(root.get("namespace")),
                                zone(text(root, "timeZone")),
                                strings(root, "properties"),
                                strings(root, "prepared"))
                        .withTransaction(text(root, "transaction"));
        return new SqlRequest(withParameters(sql, root.get("params")), session);
    }

    private static @Nullable String text(JsonNode root, String field) {
        JsonNode node = root.get(field);
        if (node == null || node.isNull()) {
            return null;
        }
        if (!node.isTextual()) {
            throw refused("Field \"%s\" must be a string, not %s".formatted(field, node));
        }
        return node.textValue();
    }

    private static @Nullable Namespace namespace(@Nullable JsonNode node) {
        if (node == null || node.isNull()) {
            return null;
        }
        if (node.isTextual()) {
            return Namespace.of(node.textValue().split("\\.", -1));
        }
        List<String> levels = new ArrayList<>();
        for (JsonNode level : node) {
            levels.add(level.asText());
        }
        if (!node.isArray() || levels.isEmpty()) {
            throw refused("Field \"namespace\" must be a string or an array of strings");
        }
        return Namespace.of(levels.toArray(String[]::new));
    }

    private static ZoneId zone(@Nullable String name) {
        try {
            return name == null ? ZoneId.of("UTC") : ZoneId.of(name);
        } catch (DateTimeException e) {
            throw refused("Time zone '%s' is not known".formatted(name));
        }
    }

    private static Map<String, String> strings(JsonNode root, String field) {
        JsonNode node = root.get(field);
        Map<String, String> values = new LinkedHashMap<>();
        if (node == null || node.isNull()) {
            return values;
        }
        if (!node.isObject()) {
            throw refused("Field \"%s\" must be an object of strings".formatted(field));
        }
        node.properties().forEach(entry -> values.put(entry.getKey(), entry.getValue().asText()));
        return values;
    }

    private static String withParameters(String sql, @Nullable JsonNode params) {
        if (params == null || params.isNull() || params.isEmpty()) {
            return sql;
        }
        if (!params.isArray()) {
            throw refused("Field \"params\" must be an array");
        }
        StringBuilder text = new StringBuilder("EXECUTE IMMEDIATE ");
        appendString(text, sql);
        String separator = " USING ";
        for (JsonNode param : params) {
            text.append(separator);
            separator = ", ";
            appendLiteral(text, param);
        }
        return text.toString();
    }

    private static void appendLiteral(StringBuilder text, JsonNode param) {
        switch (param.getNodeType()) {
            case NULL -> text.append("NULL");
            case BOOLEAN -> text.append(param.booleanValue());
            case NUMBER ->
                    text.append(
                            param.isIntegralNumber()
                                    ? param.bigIntegerValue().toString()
                                    : doubleLiteral(param));
            case STRING -> appendString(text, param.textValue());
            case ARRAY, OBJECT, BINARY, MISSING, POJO ->
                    throw refused(
                            "A parameter must be null, a boolean, a number or a string, not "
                                    + param);
        }
    }

    /// JSON has one kind of number with a point: a double.
    private static String doubleLiteral(JsonNode param) {
        String digits = param.decimalValue().toString();
        return digits.contains("E") ? digits : digits + "E0";
    }

    private static void appendString(StringBuilder text, String value) {
        text.append('\'').append(value.replace("'", "''")).append('\'');
    }

    private static ApiException refused(String message) {
        return new ApiException(400, "INVALID_ARGUMENTS", message);
    }
}
