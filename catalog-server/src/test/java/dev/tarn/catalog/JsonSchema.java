package dev.tarn.catalog;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/// As much of JSON Schema as an error body needs: `type`, `required`, `properties`, `items`,
/// `minimum`, `maximum` and `additionalProperties: false`. Any other keyword is refused, so that no
/// rule is thought to be checked which is not.
record JsonSchema(JsonNode schema) {
    private static final List<String> KEYWORDS =
            List.of(
                    "description",
                    "type",
                    "required",
                    "properties",
                    "items",
                    "minimum",
                    "maximum",
                    "additionalProperties");

    static JsonSchema ofResource(String name) {
        try (InputStream in = JsonSchema.class.getResourceAsStream("/schema/" + name)) {
            return new JsonSchema(new ObjectMapper().readTree(in));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// What is wrong with the value, one line each; nothing when it conforms.
    List<String> violations(JsonNode value) {
        List<String> found = new ArrayList<>();
        check(schema, value, "$", found);
        return found;
    }

    private static void check(JsonNode schema, JsonNode value, String at, List<String> found) {
        schema.fieldNames()
                .forEachRemaining(keyword -> {
                    if (!KEYWORDS.contains(keyword)) {
                        throw new IllegalArgumentException("Keyword is not supported: " + keyword);
                    }
                });
        if (!hasType(value, schema.path("type").asText())) {
            found.add(at + " is no " + schema.path("type").asText() + ": " + value);
            return;
        }
        for (JsonNode name : schema.path("required")) {
            if (!value.has(name.asText())) {
                found.add(at + " has no " + name.asText());
            }
        }
        value.fieldNames()
                .forEachRemaining(name -> {
                    JsonNode of = schema.path("properties").path(name);
                    if (!of.isMissingNode()) {
                        check(of, value.get(name), at + "." + name, found);
                    } else if (schema.has("additionalProperties")) {
                        found.add(at + " has " + name + ", which is not foreseen");
                    }
                });
        if (value.isArray()) {
            value.forEach(item -> check(schema.path("items"), item, at + "[]", found));
        }
        boolean isTooSmall =
                schema.has("minimum") && value.asLong() < schema.get("minimum").asLong();
        boolean isTooLarge =
                schema.has("maximum") && value.asLong() > schema.get("maximum").asLong();
        if (isTooSmall || isTooLarge) {
            found.add(at + " is out of range: " + value);
        }
    }

    private static boolean hasType(JsonNode value, String type) {
        return switch (type) {
            case "object" -> value.isObject();
            case "array" -> value.isArray();
            case "string" -> value.isTextual();
            case "integer" -> value.isIntegralNumber();
            default -> throw new IllegalArgumentException("Type is not supported: " + type);
        };
    }
}
