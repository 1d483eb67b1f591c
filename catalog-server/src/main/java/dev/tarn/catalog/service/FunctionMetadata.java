package dev.tarn.catalog.service;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import org.apache.iceberg.exceptions.ValidationException;

import java.util.HashSet;
import java.util.Set;
import java.util.UUID;

/// The metadata of one SQL function: all its overloads and their versions, as JSON of Iceberg's UDF
/// specification, format version 1. Checked as a whole when made, so what is stored can be answered
/// as it is.
public record FunctionMetadata(String json) {
    /// Bytes and characters of a function, a bound on what one row may hold.
    private static final int MAX_CHARS = 1 << 20;

    private static final ObjectMapper JSON = new ObjectMapper();

    /// @throws ValidationException when the metadata is not as the specification has it
    public FunctionMetadata {
        check(json.length() <= MAX_CHARS, "it has more than %s characters", MAX_CHARS);
        JsonNode root = parsed(json);
        check(root.isObject(), "it is no JSON object");
        checkUuid(root.path("function-uuid").asText());
        check(root.path("format-version").asInt() == 1, "format-version must be 1");
        JsonNode definitions = root.path("definitions");
        check(definitions.isArray() && !definitions.isEmpty(), "it has no definitions");
        Set<String> ids = new HashSet<>();
        for (JsonNode definition : definitions) {
            String id = definition.path("definition-id").asText();
            check(
                    definition.path("definition-id").isTextual(),
                    "a definition has no definition-id");
            check(ids.add(id), "definition %s is there twice", id);
            checkDefinition(id, definition);
        }
        check(root.path("definition-log").isArray(), "it has no definition-log");
    }

    private static JsonNode parsed(String json) {
        try {
            return JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new ValidationException(e, "Function metadata is not JSON");
        }
    }

    private static void checkUuid(String uuid) {
        try {
            UUID.fromString(uuid);
        } catch (IllegalArgumentException e) {
            throw new ValidationException(
                    e, "Invalid function metadata: function-uuid is not a UUID: %s", uuid);
        }
    }

    private static void checkDefinition(String id, JsonNode definition) {
        check(definition.path("parameters").isArray(), "definition %s has no parameters", id);
        for (JsonNode parameter : definition.path("parameters")) {
            check(
                    parameter.path("name").isTextual() && parameter.has("type"),
                    "a parameter of definition %s has no name or no type",
                    id);
        }
        check(definition.hasNonNull("return-type"), "definition %s has no return-type", id);
        String type = definition.path("function-type").asText();
        check(
                type.equals("udf") || type.equals("udtf"),
                "function-type of definition %s must be udf or udtf, got %s",
                id,
                type);
        JsonNode current = definition.path("current-version-id");
        boolean hasCurrent = false;
        for (JsonNode version : definition.path("versions")) {
            checkVersion(id, version);
            hasCurrent |= version.path("version-id").asInt() == current.asInt();
        }
        check(
                current.isInt() && hasCurrent,
                "definition %s has no version %s, which is its current one",
                id,
                current);
    }

    private static void checkVersion(String id, JsonNode version) {
        check(
                version.path("version-id").isInt()
                        && version.path("timestamp-ms").isIntegralNumber(),
                "a version of definition %s has no version-id or no timestamp-ms",
                id);
        JsonNode representations = version.path("representations");
        check(
                representations.isArray() && !representations.isEmpty(),
                "version %s of definition %s has no representations",
                version.path("version-id"),
                id);
        for (JsonNode representation : representations) {
            check(
                    representation.path("type").asText().equals("sql")
                            && representation.path("dialect").isTextual()
                            && representation.path("sql").isTextual(),
                    "a representation of definition %s is not sql with a dialect",
                    id);
        }
    }

    private static void check(boolean holds, String message, Object... arguments) {
        if (!holds) {
            throw new ValidationException(
                    "Invalid function metadata: %s", message.formatted(arguments));
        }
    }
}
