package dev.tarn.server.rest;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.luben.zstd.ZstdInputStream;

import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.Session;
import dev.tarn.engine.SqlException;
import dev.tarn.engine.ingest.BodyTooLargeException;
import dev.tarn.engine.ingest.RejectedRowsException;
import dev.tarn.engine.ingest.RowIngest;
import dev.tarn.engine.statement.Name;
import dev.tarn.server.http.ApiException;
import dev.tarn.server.http.Login;
import dev.tarn.server.output.Json;
import dev.tarn.storage.text.RejectedRow;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.zip.GZIPInputStream;

/// `POST /api/v1/tables/{namespace}/{table}/rows`: appends the objects of the body, one on each
/// line (`application/x-ndjson`, plain or `Content-Encoding: gzip` or `zstd`), and answers when
/// they are committed: `{"rows", "snapshot_id"}`. The namespace's levels have dots between them;
/// `?catalog=` names another catalog than the first.
///
/// A request with an `Idempotency-Key` that was sent before gets the answer of that time, with
/// `Idempotency-Replayed: true`. 400 names what cannot be read: `{"error": {…, "line", "column"},
/// "rejected": [{"line", "column", "reason"}]}`; nothing of the request is appended then. 429, with
/// `Retry-After`, asks to send it again later.
public final class RowRoutes {
    private static final String KEY = "Idempotency-Key";
    private static final int MAX_KEY_LENGTH = 255;
    private static final int SHOWN_REJECTS = 100;
    private static final String RETRY_SECONDS = "1";

    private final RowIngest ingest;
    private final Login login;
    private final String defaultCatalog;

    public RowRoutes(RowIngest ingest, Login login, String defaultCatalog) {
        this.ingest = ingest;
        this.login = login;
        this.defaultCatalog = defaultCatalog;
    }

    public void addTo(RoutesConfig routes) {
        routes.post("/api/v1/tables/{namespace}/{table}/rows", this::append);
    }

    private void append(Context context) throws IOException {
        requireJsonLines(context.contentType());
        String key = key(context);
        try (InputStream body = unpacked(context)) {
            RowIngest.Receipt receipt =
                    ingest.append(session(context), table(context), new RowIngest.Rows(body, key));
            answer(context, receipt);
        } catch (RejectedRowsException e) {
            refuse(context, e);
        } catch (BodyTooLargeException e) {
            throw new ApiException(413, "REQUEST_TOO_LARGE", String.valueOf(e.getMessage()));
        } catch (SqlException e) {
            if (e.code() == ErrorCode.QUERY_QUEUE_FULL) {
                context.header("Retry-After", RETRY_SECONDS);
            }
            throw e;
        } catch (IOException e) {
            throw new ApiException(
                    400, "INVALID_ARGUMENTS", "The body cannot be read: " + e.getMessage());
        }
    }

    private static void requireJsonLines(@Nullable String contentType) {
        String type = contentType == null ? "" : contentType.split(";")[0].strip();
        switch (type.toLowerCase(Locale.ROOT)) {
            case "",
                    "application/x-ndjson",
                    "application/ndjson",
                    "application/jsonl",
                    "application/x-jsonlines",
                    "application/json",
                    "application/x-www-form-urlencoded" -> {}
            default ->
                    throw new ApiException(
                            415,
                            "UNSUPPORTED_MEDIA_TYPE",
                            "The body must be application/x-ndjson, one object on each line, not "
                                    + contentType);
        }
    }

    private static @Nullable String key(Context context) {
        String key = context.header(KEY);
        if (key != null && (key.isBlank() || key.length() > MAX_KEY_LENGTH)) {
            throw new ApiException(
                    400,
                    "INVALID_ARGUMENTS",
                    "%s must have 1 to %d characters".formatted(KEY, MAX_KEY_LENGTH));
        }
        return key;
    }

    private static InputStream unpacked(Context context) throws IOException {
        String encoding = context.header("Content-Encoding");
        InputStream body = context.bodyInputStream();
        return switch (encoding == null ? "" : encoding.strip().toLowerCase(Locale.ROOT)) {
            case "", "identity" -> body;
            case "gzip", "x-gzip" -> new GZIPInputStream(body);
            case "zstd" -> new ZstdInputStream(body);
            default ->
                    throw new ApiException(
                            415,
                            "UNSUPPORTED_MEDIA_TYPE",
                            "Bodies are plain, gzip or zstd, not " + encoding);
        };
    }

    private Session session(Context context) {
        String user = login.user(context, null);
        return login.identified(
                context, Session.of(user == null ? "anonymous" : user, defaultCatalog, null));
    }

    private Name table(Context context) {
        String catalog = context.queryParam("catalog");
        List<String> parts = new ArrayList<>();
        parts.add(catalog == null ? defaultCatalog : catalog);
        parts.addAll(Arrays.asList(context.pathParam("namespace").split("\\.", -1)));
        parts.add(context.pathParam("table"));
        return new Name(parts, null);
    }

    private static void answer(Context context, RowIngest.Receipt receipt) {
        ObjectNode answer = Json.MAPPER.createObjectNode();
        answer.put("rows", receipt.rowCount());
        answer.put("snapshot_id", receipt.snapshotId());
        if (receipt.replayed()) {
            context.header("Idempotency-Replayed", "true");
        }
        context.json(answer);
    }

    private static void refuse(Context context, RejectedRowsException rejected) {
        ObjectNode answer = Json.MAPPER.createObjectNode();
        RejectedRow first = rejected.rows().getFirst();
        ObjectNode error = answer.putObject("error");
        error.put("code", ErrorCode.BAD_DATA.name());
        error.put("kind", ErrorCode.BAD_DATA.kind().name());
        error.put("message", rejected.getMessage());
        error.put("line", first.line());
        error.put("column", first.column());
        ArrayNode rows = answer.putArray("rejected");
        for (RejectedRow row : rejected.rows().stream().limit(SHOWN_REJECTS).toList()) {
            rows.addObject()
                    .put("line", row.line())
                    .put("column", row.column())
                    .put("reason", row.reason());
        }
        context.status(400).json(answer);
    }
}
