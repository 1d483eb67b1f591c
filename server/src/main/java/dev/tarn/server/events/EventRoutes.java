package dev.tarn.server.events;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.tarn.catalog.service.ChangeEvent;
import dev.tarn.catalog.service.ChangeEvent.Moved;
import dev.tarn.catalog.service.ChangeFeed;
import dev.tarn.server.http.ApiException;
import dev.tarn.server.http.Login;
import dev.tarn.server.output.Json;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Semaphore;

/// `GET /api/v1/events?after=&limit=&wait=`: changes of all warehouses in their order, to those who
/// may do everything.
///
/// As JSON, `next` is what to ask for `after` next; as NDJSON (`Accept: application/x-ndjson`) it
/// is the last line's `sequence`. With `wait` seconds, an answer without events comes only after
/// that time.
public final class EventRoutes {
    private static final String NDJSON = "application/x-ndjson";
    private static final int DEFAULT_LIMIT = 100;
    private static final int MAX_LIMIT = 1_000;
    private static final int MAX_WAIT_SECONDS = 30;
    private static final int MAX_WAITING = 128;

    private final ChangeFeed feed;
    private final Semaphore waiting = new Semaphore(MAX_WAITING);

    public EventRoutes(ChangeFeed feed) {
        this.feed = feed;
    }

    public void addTo(RoutesConfig routes) {
        routes.get("/api/v1/events", this::list);
    }

    private void list(Context context) {
        if (!Login.caller(context).principal().isAdmin()) {
            throw new ApiException(
                    403, "PERMISSION_DENIED", "The change feed shows all tables: needs role admin");
        }
        long after = number(context, "after", 0, Long.MAX_VALUE);
        int limit = (int) number(context, "limit", DEFAULT_LIMIT, MAX_LIMIT);
        long wait = number(context, "wait", 0, MAX_WAIT_SECONDS);
        if (limit == 0) {
            throw new ApiException(400, "BAD_REQUEST", "limit is 0; accepted: 1 to " + MAX_LIMIT);
        }
        List<ChangeEvent> events = wait == 0 ? feed.list(after, limit) : await(after, limit, wait);
        if (context.headerAsClass("Accept", String.class).getOrDefault("").contains(NDJSON)) {
            context.contentType(NDJSON).result(lines(events));
        } else {
            context.json(page(after, events));
        }
    }

    private List<ChangeEvent> await(long after, int limit, long seconds) {
        if (!waiting.tryAcquire()) {
            throw new ApiException(
                    503,
                    "TOO_MANY_WAITING",
                    MAX_WAITING + " clients wait already; ask without wait");
        }
        try {
            return feed.await(after, limit, Duration.ofSeconds(seconds));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return List.of();
        } finally {
            waiting.release();
        }
    }

    private static long number(Context context, String name, long whenAbsent, long most) {
        String text = context.queryParam(name);
        if (text == null) {
            return whenAbsent;
        }
        try {
            long value = Long.parseLong(text);
            if (value >= 0 && value <= most) {
                return value;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw new ApiException(
                400, "BAD_REQUEST", "%s is '%s'; accepted: 0 to %d".formatted(name, text, most));
    }

    /// Numbers have no gaps, so one after `after` is there unless it has been forgotten.
    private static ObjectNode page(long after, List<ChangeEvent> events) {
        ObjectNode answer = Json.MAPPER.createObjectNode();
        ArrayNode list = answer.putArray("events");
        events.forEach(event -> list.add(json(event)));
        answer.put("next", events.isEmpty() ? after : events.getLast().sequence());
        answer.put("forgotten", !events.isEmpty() && events.getFirst().sequence() > after + 1);
        return answer;
    }

    private static String lines(List<ChangeEvent> events) {
        StringBuilder lines = new StringBuilder();
        for (ChangeEvent event : events) {
            try {
                lines.append(Json.MAPPER.writeValueAsString(json(event))).append('\n');
            } catch (JsonProcessingException e) {
                throw new IllegalStateException("A change cannot be written as JSON", e);
            }
        }
        return lines.toString();
    }

    private static ObjectNode json(ChangeEvent event) {
        ObjectNode node = Json.MAPPER.createObjectNode();
        node.put("sequence", event.sequence());
        node.put("at", Instant.ofEpochMilli(event.atMillis()).toString());
        node.put("kind", event.kind());
        node.put("warehouse", event.warehouse());
        event.namespace().forEach(node.putArray("namespace")::add);
        put(node, "name", event.name());
        Moved moved = event.moved();
        if (moved != null) {
            moved.namespace().forEach(node.putArray("newNamespace")::add);
            node.put("newName", moved.name());
        }
        node.put("objectId", event.objectId());
        put(node, "oldSnapshotId", event.before().snapshotId());
        put(node, "newSnapshotId", event.after().snapshotId());
        put(node, "oldMetadataLocation", event.before().metadataLocation());
        put(node, "newMetadataLocation", event.after().metadataLocation());
        put(node, "principal", event.origin().principal());
        put(node, "clientAddress", event.origin().clientAddress());
        put(node, "userAgent", event.origin().userAgent());
        node.put("changeId", event.changeId());
        return node;
    }

    /// Leaves out what is not known. Snapshot ids are text: JavaScript's numbers do not hold them.
    private static void put(ObjectNode node, String name, @Nullable Object value) {
        if (value != null) {
            node.put(name, value.toString());
        }
    }
}
