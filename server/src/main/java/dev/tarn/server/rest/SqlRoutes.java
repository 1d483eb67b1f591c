package dev.tarn.server.rest;

import com.fasterxml.jackson.core.JsonGenerator;

import dev.tarn.columnar.Batch;
import dev.tarn.columnar.DataType;
import dev.tarn.engine.Query;
import dev.tarn.engine.SqlException;
import dev.tarn.server.arrow.ArrowStreamWriter;
import dev.tarn.server.http.ApiException;
import dev.tarn.server.http.Errors;
import dev.tarn.server.http.Login;
import dev.tarn.server.output.Format;
import dev.tarn.server.output.Json;
import dev.tarn.server.output.ResultWriter;
import dev.tarn.server.query.Queries;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;

import org.eclipse.jetty.ee10.servlet.ServletContextRequest;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/// `POST /api/v1/sql`: runs one statement and streams its result in the format that `Accept` names.
///
/// A statement that fails before its first row answers with an error and a fitting status. One that
/// fails later cannot take its status back: JSON ends with `"error"` in place of `"stats"`; NDJSON,
/// CSV and Arrow, which have no place for it, lose the connection before the body is complete, so
/// that no client takes the part for the whole.
public final class SqlRoutes {
    private final Queries queries;
    private final Login login;
    private final String defaultCatalog;

    public SqlRoutes(Queries queries, Login login, String defaultCatalog) {
        this.queries = queries;
        this.login = login;
        this.defaultCatalog = defaultCatalog;
    }

    public void addTo(RoutesConfig routes) {
        routes.post("/api/v1/sql", this::run);
    }

    private enum Media {
        JSON("application/json"),
        NDJSON("application/x-ndjson"),
        CSV("text/csv"),
        ARROW("application/vnd.apache.arrow.stream");

        private final String type;

        Media(String type) {
            this.type = type;
        }
    }

    private void run(Context context) throws IOException {
        String contentType = context.contentType();
        if (contentType != null
                && !contentType.startsWith("application/json")
                && !contentType.startsWith("application/x-www-form-urlencoded")) {
            throw new ApiException(
                    415,
                    "UNSUPPORTED_MEDIA_TYPE",
                    "The body must be application/json, not " + contentType);
        }
        Media media = media(context.header("Accept"));
        SqlRequest request =
                SqlRequest.parse(
                        context.bodyAsBytes(), defaultCatalog, said -> login.user(context, said));
        try (Query query =
                queries.start(
                        login.identified(context, request.session()), request.sql(), "rest")) {
            List<DataType.Field> columns = query.columns();
            Batch first = query.next();
            context.status(200)
                    .contentType(media == Media.ARROW ? media.type : media.type + "; charset=utf-8")
                    .header("X-Tarn-Query-Id", query.id());
            OutputStream out = context.outputStream();
            switch (media) {
                case JSON -> writeJson(query, columns, first, out);
                case NDJSON -> stream(query, first, Format.JSONL.writer(out), media, context);
                case CSV -> stream(query, first, Format.CSV.writer(out), media, context);
                case ARROW -> stream(query, first, new ArrowStreamWriter(out), media, context);
            }
        }
    }

    /// The first of the accepted types that we have; JSON when anything goes.
    private static Media media(@Nullable String accept) {
        if (accept == null || accept.isBlank()) {
            return Media.JSON;
        }
        for (String range : accept.split(",")) {
            String type = range.split(";")[0].strip().toLowerCase(Locale.ROOT);
            switch (type) {
                case "*/*", "application/*", "application/json" -> {
                    return Media.JSON;
                }
                case "application/x-ndjson", "application/jsonl", "application/x-jsonlines" -> {
                    return Media.NDJSON;
                }
                case "text/csv", "text/*" -> {
                    return Media.CSV;
                }
                case "application/vnd.apache.arrow.stream" -> {
                    return Media.ARROW;
                }
                default -> {}
            }
        }
        throw new ApiException(
                406,
                "NOT_ACCEPTABLE",
                "Results come as application/json, application/x-ndjson, text/csv or"
                        + " application/vnd.apache.arrow.stream, not as "
                        + accept);
    }

    private static void writeJson(
            Query query, List<DataType.Field> columns, @Nullable Batch first, OutputStream out)
            throws IOException {
        try (JsonGenerator json = Json.FACTORY.createGenerator(out)) {
            json.setCodec(Json.MAPPER);
            JsonResult result = new JsonResult(json, query);
            result.begin(columns);
            SqlException failure = null;
            try {
                for (Batch batch = first; batch != null; batch = query.next()) {
                    result.rows(batch.compact());
                }
            } catch (SqlException e) {
                failure = e;
            }
            result.end(failure);
        }
    }

    private static void stream(
            Query query, @Nullable Batch first, ResultWriter writer, Media media, Context context)
            throws IOException {
        writer.begin(query.columns());
        try {
            for (Batch batch = first; batch != null; batch = query.next()) {
                writer.batch(batch.compact());
            }
        } catch (SqlException e) {
            if (media != Media.ARROW) {
                context.outputStream()
                        .write((Errors.envelope(e) + "\n").getBytes(StandardCharsets.UTF_8));
            }
            context.outputStream().flush();
            ServletContextRequest.getServletContextRequest(context.req())
                    .getConnectionMetaData()
                    .getConnection()
                    .getEndPoint()
                    .close();
            return;
        }
        writer.end();
    }
}
