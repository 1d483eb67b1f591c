package dev.tarn.engine.schema;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.tarn.columnar.DataType;
import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.SqlException;
import dev.tarn.engine.statement.FunctionDefinition;
import dev.tarn.engine.statement.FunctionSignature;
import dev.tarn.engine.statement.FunctionSignature.Parameter;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/// The metadata of a function, as JSON of Iceberg's UDF specification, format version 1, and what
/// becomes of it when an overload is created, replaced or dropped. What else it says is kept.
///
/// An overload keeps its last [#MAX_VERSIONS] bodies, and the log its last [#MAX_LOG] entries.
public final class FunctionMetadata {
    /// The dialect of bodies that this engine writes and reads.
    static final String DIALECT = ViewNames.DIALECT;

    private static final int MAX_VERSIONS = 10;
    private static final int MAX_LOG = 50;
    private static final String RETURNS_NULL = "return-null";
    private static final ObjectMapper JSON = new ObjectMapper();

    private FunctionMetadata() {}

    /// The overloads, each with its current body.
    ///
    /// @throws SqlException BAD_DATA if this is no metadata of a function
    public static List<FunctionDefinition> definitions(String metadata) {
        List<FunctionDefinition> definitions = new ArrayList<>();
        try {
            for (JsonNode node : parsed(metadata).path("definitions")) {
                definitions.add(definition(node));
            }
        } catch (RuntimeException e) {
            throw new SqlException(
                    ErrorCode.BAD_DATA, "The metadata of a function cannot be read", null, e);
        }
        return definitions;
    }

    /// A new function of one overload.
    public static String of(FunctionDefinition definition, long atMillis) {
        ObjectNode root = JSON.createObjectNode();
        root.put("function-uuid", UUID.randomUUID().toString());
        root.put("format-version", 1);
        root.putArray("definitions");
        root.putArray("definition-log");
        return with(root.toString(), definition, atMillis);
    }

    /// The same with `definition`, in the place of the one that takes the same types.
    public static String with(String metadata, FunctionDefinition definition, long atMillis) {
        ObjectNode root = parsed(metadata);
        ArrayNode all = root.withArray("definitions");
        String id = FunctionTypes.definitionId(definition.signature().types());
        int place = place(all, id);
        ObjectNode before = place < 0 ? null : (ObjectNode) all.get(place);
        ObjectNode next = signature(id, definition);
        int version = before == null ? 1 : lastVersion(before) + 1;
        ArrayNode versions = next.putArray("versions");
        if (before != null && sameSignature(before, next)) {
            versions.addAll((ArrayNode) before.path("versions"));
        }
        versions.add(version(definition, version, atMillis));
        while (versions.size() > MAX_VERSIONS) {
            versions.remove(0);
        }
        next.put("current-version-id", version);
        if (place < 0) {
            all.add(next);
        } else {
            all.set(place, next);
        }
        return logged(root, atMillis);
    }

    /// The same without the overload that takes `types`; null where it was the last one.
    public static @Nullable String without(String metadata, List<DataType> types, long atMillis) {
        ObjectNode root = parsed(metadata);
        ArrayNode all = root.withArray("definitions");
        all.remove(place(all, FunctionTypes.definitionId(types)));
        return all.isEmpty() ? null : logged(root, atMillis);
    }

    private static ObjectNode parsed(String metadata) {
        try {
            return (ObjectNode) JSON.readTree(metadata);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("Not JSON", e);
        }
    }

    private static int place(ArrayNode definitions, String id) {
        for (int i = 0; i < definitions.size(); i++) {
            if (definitions.get(i).path("definition-id").asText().equals(id)) {
                return i;
            }
        }
        return -1;
    }

    private static ObjectNode signature(String id, FunctionDefinition definition) {
        FunctionSignature signature = definition.signature();
        ObjectNode node = JSON.createObjectNode();
        node.put("definition-id", id);
        ArrayNode parameters = node.putArray("parameters");
        for (Parameter parameter : signature.parameters()) {
            ObjectNode one = parameters.addObject();
            one.put("name", parameter.name());
            one.set("type", FunctionTypes.json(parameter.type()));
            if (parameter.comment() != null) {
                one.put("doc", parameter.comment());
            }
        }
        node.set("return-type", FunctionTypes.json(signature.returnType()));
        node.put("function-type", signature.table() ? "udtf" : "udf");
        if (definition.comment() != null) {
            node.put("doc", definition.comment());
        }
        return node;
    }

    /// Whether bodies of one are bodies of the other: they name the same parameters.
    private static boolean sameSignature(JsonNode one, JsonNode other) {
        return one.path("parameters").equals(other.path("parameters"))
                && one.path("return-type").equals(other.path("return-type"))
                && one.path("function-type").equals(other.path("function-type"));
    }

    private static int lastVersion(JsonNode definition) {
        int last = 0;
        for (JsonNode version : definition.path("versions")) {
            last = Math.max(last, version.path("version-id").asInt());
        }
        return last;
    }

    private static ObjectNode version(FunctionDefinition definition, int id, long atMillis) {
        ObjectNode node = JSON.createObjectNode();
        node.put("version-id", id);
        node.put("deterministic", definition.deterministic());
        if (definition.nullOnNull()) {
            node.put("on-null-input", RETURNS_NULL);
        }
        ObjectNode sql = node.putArray("representations").addObject();
        sql.put("type", "sql").put("dialect", DIALECT).put("sql", definition.sql());
        node.put("timestamp-ms", atMillis);
        return node;
    }

    private static String logged(ObjectNode root, long atMillis) {
        ArrayNode log = root.withArray("definition-log");
        ObjectNode entry = log.addObject().put("timestamp-ms", atMillis);
        ArrayNode versions = entry.putArray("definition-versions");
        for (JsonNode definition : root.path("definitions")) {
            ObjectNode one = versions.addObject();
            one.set("definition-id", definition.path("definition-id"));
            one.set("version-id", definition.path("current-version-id"));
        }
        while (log.size() > MAX_LOG) {
            log.remove(0);
        }
        return root.toString();
    }

    private static FunctionDefinition definition(JsonNode node) {
        List<Parameter> parameters = new ArrayList<>();
        for (JsonNode parameter : node.path("parameters")) {
            parameters.add(
                    new Parameter(
                            parameter.path("name").asText(),
                            FunctionTypes.type(parameter.path("type")),
                            parameter.path("doc").asText(null)));
        }
        JsonNode current = JSON.missingNode();
        for (JsonNode version : node.path("versions")) {
            if (version.path("version-id").equals(node.path("current-version-id"))) {
                current = version;
            }
        }
        return new FunctionDefinition(
                new FunctionSignature(
                        node.path("function-type").asText().equals("udtf"),
                        parameters,
                        FunctionTypes.type(node.path("return-type"))),
                current.path("deterministic").asBoolean(),
                current.path("on-null-input").asText().equals(RETURNS_NULL),
                node.path("doc").asText(null),
                sql(current));
    }

    private static @Nullable String sql(JsonNode version) {
        for (JsonNode representation : version.path("representations")) {
            if (representation.path("dialect").asText().equalsIgnoreCase(DIALECT)) {
                return representation.path("sql").asText(null);
            }
        }
        return null;
    }
}
