package dev.tarn.server.http;

import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.SqlException;
import dev.tarn.server.output.Json;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Every error as JSON: `{"error": {"code", "kind", "message", "line", "column"}}` with the status
/// that fits; under `/catalog/` in Iceberg's form, `{"error": {"message", "type", "code"}}`.
///
/// The one table from error codes to HTTP statuses is [#status].
public final class Errors {
    private static final Logger LOG = LoggerFactory.getLogger(Errors.class);

    private Errors() {}

    public static void addTo(RoutesConfig routes) {
        routes.exception(
                ApiException.class,
                (e, context) -> answer(context, e.status(), e.code(), e.getMessage()));
        routes.exception(
                SqlException.class,
                (e, context) -> {
                    context.status(status(e.code()));
                    context.json(envelope(e));
                });
        routes.exception(HttpResponseException.class, Errors::refused);
        routes.exception(
                Exception.class,
                (e, context) -> {
                    LOG.warn("request={} {} failed", context.method(), context.path(), e);
                    answer(context, 500, "INTERNAL_ERROR", "The server made a mistake: " + e);
                });
    }

    /// The status for a statement that failed before its first row was sent.
    public static int status(ErrorCode code) {
        return switch (code) {
            case PERMISSION_DENIED -> 403;
            case NOT_FOUND, SCHEMA_NOT_FOUND, TABLE_NOT_FOUND, CATALOG_NOT_FOUND -> 404;
            case ALREADY_EXISTS,
                    TABLE_ALREADY_EXISTS,
                    SCHEMA_ALREADY_EXISTS,
                    SCHEMA_NOT_EMPTY,
                    TRANSACTION_CONFLICT,
                    TRANSACTION_ALREADY_ABORTED,
                    UNKNOWN_TRANSACTION ->
                    409;
            case NOT_SUPPORTED -> 422;
            case QUERY_QUEUE_FULL, EXCEEDED_TRANSACTION_LIMIT -> 429;
            case EXCEEDED_MEMORY_LIMIT, EXCEEDED_TIME_LIMIT, EXCEEDED_SPILL_LIMIT -> 507;
            case STORAGE_ERROR -> 502;
            case COMMIT_STATE_UNKNOWN, INTERNAL_ERROR -> 500;
            default -> 400;
        };
    }

    public static ObjectNode envelope(SqlException failure) {
        ObjectNode envelope = Json.MAPPER.createObjectNode();
        ObjectNode error = envelope.putObject("error");
        error.put("code", failure.code().name());
        error.put("kind", failure.code().kind().name());
        error.put("message", failure.getMessage());
        SqlException.Position position = failure.position();
        if (position != null) {
            error.put("line", position.line());
            error.put("column", position.column());
        }
        return envelope;
    }

    private static void refused(HttpResponseException e, Context context) {
        int status = e.getStatus();
        String asked = context.method() + " " + context.path();
        switch (status) {
            case 404 -> answer(context, status, "NOT_FOUND", "There is nothing at " + asked);
            case 405 ->
                    answer(
                            context,
                            status,
                            "METHOD_NOT_ALLOWED",
                            "%s is not possible; accepted: %s"
                                    .formatted(asked, e.getDetails().values()));
            case 413 ->
                    answer(
                            context,
                            status,
                            "REQUEST_TOO_LARGE",
                            "The body of " + asked + " is too large");
            default -> answer(context, status, "BAD_REQUEST", String.valueOf(e.getMessage()));
        }
    }

    private static void answer(Context context, int status, String code, String message) {
        ObjectNode envelope = Json.MAPPER.createObjectNode();
        ObjectNode error = envelope.putObject("error");
        if (context.path().startsWith("/catalog/")) {
            error.put("message", message);
            error.put("type", status == 404 ? "NotFoundException" : "BadRequestException");
            error.put("code", status);
        } else {
            error.put("code", code);
            error.put("kind", status >= 500 ? "INTERNAL" : "USER");
            error.put("message", message);
        }
        context.status(status).json(envelope);
    }
}
