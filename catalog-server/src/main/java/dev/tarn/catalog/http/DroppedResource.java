package dev.tarn.catalog.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.tarn.catalog.service.DroppedEntries;
import dev.tarn.catalog.service.DroppedEntry;
import dev.tarn.catalog.service.PageRequest;
import dev.tarn.catalog.service.UndropRequest;

import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.BadRequestException;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/// `/v1/dropped…`: dropped tables and views. Ours, not the specification's, so neither announced
/// nor with idempotency keys.
final class DroppedResource {
    private final DroppedEntries dropped;

    DroppedResource(DroppedEntries dropped) {
        this.dropped = dropped;
    }

    List<Route> routes() {
        return List.of(
                Route.unlisted("GET", "/v1/dropped", Needs.MANAGE, this::list),
                Route.unlisted("POST", "/v1/dropped/undrop", Needs.DROP, this::undropByName),
                Route.unlisted("POST", "/v1/dropped/{id}/undrop", Needs.DROP, this::undropById),
                Route.unlisted("POST", "/v1/dropped/{id}/purge", Needs.DROP, this::purge),
                Route.unlisted("POST", "/v1/dropped/{id}/forget", Needs.DROP, this::forget));
    }

    private Answer list(Call call) {
        PageRequest page = call.page();
        if (page.token() == null && page.size() == null) {
            page = new PageRequest("", null, page.principal());
        }
        PageRequest.Page<DroppedEntry> rows = dropped.list(page);
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        ArrayNode list = answer.putArray("dropped");
        rows.items().forEach(entry -> list.add(json(entry)));
        if (rows.nextToken() != null) {
            answer.put("next-page-token", rows.nextToken());
        }
        return Answer.ok(answer);
    }

    /// Body: `{"namespace": […], "name": …, "id": …, "as": {"namespace": […], "name": …}}`, with
    /// name or id, and the rest as wanted.
    private Answer undropByName(Call call) {
        JsonNode body = call.body().as(JsonNode.class);
        TableIdentifier name = body.has("name") ? identifier(body, null) : null;
        String id = body.hasNonNull("id") ? body.get("id").asText() : null;
        return undrop(call, body, name, id);
    }

    /// Body: `{"as": …}` or none.
    private Answer undropById(Call call) {
        JsonNode body =
                call.body().isEmpty()
                        ? JsonNodeFactory.instance.objectNode()
                        : call.body().as(JsonNode.class);
        return undrop(call, body, null, PathSegments.decode(call.variable("id")));
    }

    private Answer undrop(
            Call call, JsonNode body, @Nullable TableIdentifier name, @Nullable String id) {
        TableIdentifier as =
                body.hasNonNull("as")
                        ? identifier(body.get("as"), name == null ? null : name.namespace())
                        : null;
        UndropRequest request = new UndropRequest(name, id, as);
        return Answer.ok(json(dropped.undrop(request, call.plainMutation())));
    }

    private static TableIdentifier identifier(JsonNode node, @Nullable Namespace otherwise) {
        JsonNode name = node.path("name");
        JsonNode namespace = node.path("namespace");
        boolean hasNamespace = namespace.isArray() && !namespace.isEmpty();
        if (!name.isTextual() || !(hasNamespace || otherwise != null)) {
            throw new BadRequestException(
                    "Expected {\"namespace\": [\"a\", …], \"name\": \"t\"}, got %s", node);
        }
        if (!hasNamespace) {
            return TableIdentifier.of(otherwise, name.asText());
        }
        List<String> levels = new ArrayList<>();
        namespace.forEach(level -> levels.add(level.asText()));
        return TableIdentifier.of(Namespace.of(levels.toArray(String[]::new)), name.asText());
    }

    private Answer purge(Call call) {
        dropped.purge(PathSegments.decode(call.variable("id")), call.plainMutation());
        return Answer.NO_CONTENT;
    }

    private Answer forget(Call call) {
        dropped.forget(PathSegments.decode(call.variable("id")), call.plainMutation());
        return Answer.NO_CONTENT;
    }

    private static ObjectNode json(DroppedEntry entry) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("id", entry.id());
        ArrayNode levels = node.putArray("namespace");
        for (String level : entry.name().namespace().levels()) {
            levels.add(level);
        }
        node.put("name", entry.name().name());
        node.put("kind", entry.kind());
        node.put("state", entry.state());
        node.put("location", entry.location());
        node.put("metadata-location", entry.metadataLocation());
        node.put("dropped", entry.dropped().toString());
        node.put("expires", entry.expires().toString());
        return node;
    }
}
