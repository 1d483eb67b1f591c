package dev.tarn.server.remote;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.tarn.catalog.service.DroppedEntry;
import dev.tarn.catalog.service.UndropRequest;
import dev.tarn.server.CommandException;
import dev.tarn.server.output.Json;

import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// What a server's catalog can do beyond the specification: dropped tables, tidying up.
public final class RemoteCatalog implements AutoCloseable {
    private static final Duration TIMEOUT = Duration.ofMinutes(1);

    private final URI server;
    private final @Nullable String token;
    private final HttpClient http = HttpClient.newHttpClient();

    /// @param token proves who asks; null where nobody wants to know
    public RemoteCatalog(URI server, @Nullable String token) {
        this.server = server;
        this.token = token;
    }

    /// What is dropped, the last first.
    ///
    /// @throws CommandException when the server refuses or does not answer
    public List<DroppedEntry> dropped() {
        List<DroppedEntry> result = new ArrayList<>();
        String page = "";
        while (page != null) {
            String query = "?pageToken=" + URLEncoder.encode(page, StandardCharsets.UTF_8);
            JsonNode answer = send(request("/api/v1/dropped" + query).GET());
            answer.path("dropped").forEach(entry -> result.add(entry(entry)));
            page = answer.path("next-page-token").textValue();
        }
        return result;
    }

    /// @throws CommandException when the server refuses or does not answer
    public DroppedEntry undrop(UndropRequest request) {
        ObjectNode body = Json.MAPPER.createObjectNode();
        if (request.name() != null) {
            put(body, request.name());
        }
        if (request.id() != null) {
            body.put("id", request.id());
        }
        if (request.as() != null) {
            put(body.putObject("as"), request.as());
        }
        return entry(post("/api/v1/dropped/undrop", body));
    }

    /// Has the files of a dropped table deleted.
    ///
    /// @throws CommandException when the server refuses or does not answer
    public void purgeDropped(String id) {
        end(id, "purge");
    }

    /// Lets go of a dropped table or view; its files stay.
    ///
    /// @throws CommandException when the server refuses or does not answer
    public void forgetDropped(String id) {
        end(id, "forget");
    }

    private void end(String id, String how) {
        String encoded = URLEncoder.encode(id, StandardCharsets.UTF_8);
        post("/api/v1/dropped/" + encoded + "/" + how, Json.MAPPER.createObjectNode());
    }

    /// Starts to delete orphan metadata files; returns the task's id.
    ///
    /// @throws CommandException when the server refuses or does not answer
    public String reconcile(Duration age) {
        ObjectNode body = Json.MAPPER.createObjectNode().put("older-than", age.toString());
        return post("/api/v1/tasks/reconcile", body).path("id").asText();
    }

    private static void put(ObjectNode node, TableIdentifier identifier) {
        ArrayNode levels = node.putArray("namespace");
        for (String level : identifier.namespace().levels()) {
            levels.add(level);
        }
        node.put("name", identifier.name());
    }

    private static DroppedEntry entry(JsonNode node) {
        List<String> levels = new ArrayList<>();
        node.path("namespace").forEach(level -> levels.add(level.asText()));
        return new DroppedEntry(
                node.path("id").asText(),
                TableIdentifier.of(
                        Namespace.of(levels.toArray(String[]::new)), node.path("name").asText()),
                node.path("kind").asText(),
                node.path("state").asText(),
                node.path("location").asText(),
                node.path("metadata-location").asText(),
                Instant.parse(node.path("dropped").asText()),
                Instant.parse(node.path("expires").asText()));
    }

    private HttpRequest.Builder request(String path) {
        HttpRequest.Builder request = HttpRequest.newBuilder(server.resolve(path)).timeout(TIMEOUT);
        return token == null ? request : request.header("Authorization", "Bearer " + token);
    }

    private JsonNode post(String path, ObjectNode body) {
        return send(
                request(path)
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body.toString())));
    }

    private JsonNode send(HttpRequest.Builder builder) {
        HttpRequest request = builder.build();
        try {
            HttpResponse<byte[]> response =
                    http.send(request, HttpResponse.BodyHandlers.ofByteArray());
            JsonNode body = Json.MAPPER.readTree(response.body());
            if (response.statusCode() / 100 != 2) {
                throw new CommandException(body.path("error").path("message").asText());
            }
            return body;
        } catch (JsonProcessingException e) {
            throw new CommandException(server + " does not answer as a Tarn server does", e);
        } catch (IOException e) {
            throw new CommandException("Server %s does not answer: %s".formatted(server, e), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandException("Interrupted while waiting for " + server, e);
        }
    }

    @Override
    public void close() {
        http.close();
    }
}
