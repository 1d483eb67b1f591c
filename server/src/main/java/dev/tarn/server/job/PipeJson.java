package dev.tarn.server.job;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.tarn.engine.spi.PipeDefinition;
import dev.tarn.engine.spi.PipeSettings;
import dev.tarn.server.output.Json;

import org.apache.iceberg.catalog.Namespace;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// Definitions of pipes as the catalog keeps them.
final class PipeJson {
    private static final String OWNER = "owner";
    private static final String ROLES = "roles";
    private static final String CATALOG = "catalog";
    private static final String NAMESPACE = "namespace";
    private static final String ZONE = "zone";
    private static final String COMMENT = "comment";
    private static final String INTERVAL = "interval-ms";
    private static final String SETTLE = "settle-ms";
    private static final String MAX_FILES = "max-files";
    private static final String MAX_BYTES = "max-bytes";
    private static final String COPY = "copy";

    private PipeJson() {}

    static String write(PipeDefinition definition) {
        ObjectNode node = Json.MAPPER.createObjectNode();
        node.put(OWNER, definition.owner());
        new TreeSet<>(definition.roles()).forEach(node.putArray(ROLES)::add);
        node.put(CATALOG, definition.catalog());
        Namespace namespace = definition.namespace();
        if (namespace != null) {
            List.of(namespace.levels()).forEach(node.putArray(NAMESPACE)::add);
        }
        node.put(ZONE, definition.zone().getId());
        node.put(COMMENT, definition.comment());
        PipeSettings settings = definition.settings();
        node.put(INTERVAL, settings.interval().toMillis());
        node.put(SETTLE, settings.settle().toMillis());
        node.put(MAX_FILES, settings.maxFiles());
        node.put(MAX_BYTES, settings.maxBytes());
        node.put(COPY, definition.copy());
        return node.toString();
    }

    /// @throws IllegalArgumentException for what [#write] does not write
    static PipeDefinition read(String json) {
        try {
            JsonNode node = Json.MAPPER.readTree(json);
            PipeSettings settings =
                    new PipeSettings(
                            Duration.ofMillis(node.required(INTERVAL).asLong()),
                            Duration.ofMillis(node.required(SETTLE).asLong()),
                            node.required(MAX_FILES).asLong(),
                            node.required(MAX_BYTES).asLong());
            JsonNode namespace = node.get(NAMESPACE);
            return new PipeDefinition(
                    node.required(OWNER).asText(),
                    Set.copyOf(texts(node.required(ROLES))),
                    optional(node, CATALOG),
                    namespace == null
                            ? null
                            : Namespace.of(texts(namespace).toArray(String[]::new)),
                    ZoneId.of(node.required(ZONE).asText()),
                    optional(node, COMMENT),
                    settings,
                    node.required(COPY).asText());
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("This is no definition of a pipe: " + json, e);
        }
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(one -> texts.add(one.asText()));
        return texts;
    }

    private static @Nullable String optional(JsonNode node, String name) {
        JsonNode value = node.get(name);
        return value == null || value.isNull() ? null : value.asText();
    }
}
