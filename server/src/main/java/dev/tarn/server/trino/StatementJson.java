package dev.tarn.server.trino;

import com.fasterxml.jackson.core.JsonGenerator;

import dev.tarn.columnar.DataType;
import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.Query;
import dev.tarn.engine.QueryStats;
import dev.tarn.engine.SqlException;
import dev.tarn.server.output.Json;

import org.jspecify.annotations.Nullable;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.OptionalLong;

/// The `QueryResults` object of Trino's client protocol.
///
/// Statements without rows answer, as Trino does, one column: `rows` with the count where rows were
/// changed, else `result` with `true`.
final class StatementJson {
    private static final List<DataType.Field> COUNT_COLUMN =
            List.of(new DataType.Field("rows", DataType.BIGINT));
    private static final List<DataType.Field> DONE_COLUMN =
            List.of(new DataType.Field("result", DataType.BOOLEAN));

    private StatementJson() {}

    /// One answer. `nextUri` is null in the last one.
    static byte[] write(
            Query query,
            String baseUri,
            @Nullable String nextUri,
            ResultBuffer.Part part,
            RowFormat format,
            @Nullable SqlException failure) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(4096);
        List<DataType.Field> columns = part.columns();
        boolean rowless = part.last() && failure == null && columns == null;
        boolean ended = part.last() && failure == null;
        OptionalLong count = ended ? query.updateCount() : OptionalLong.empty();
        if (rowless) {
            columns = count.isPresent() ? COUNT_COLUMN : DONE_COLUMN;
        }
        try (JsonGenerator json = Json.FACTORY.createGenerator(bytes)) {
            json.writeStartObject();
            json.writeStringField("id", query.id());
            json.writeStringField("infoUri", baseUri + "/ui/queries/" + query.id());
            if (nextUri != null) {
                json.writeStringField("nextUri", nextUri);
            }
            if (columns != null) {
                writeColumns(json, columns);
            }
            if (rowless) {
                json.writeFieldName("data");
                json.writeRawValue(
                        count.isPresent() ? "[[" + count.getAsLong() + "]]" : "[[true]]");
            }
            writeStats(json, query, part.last(), failure != null);
            if (failure != null) {
                writeError(json, failure);
            }
            json.writeArrayFieldStart("warnings");
            json.writeEndArray();
            String updateType = columns != null || part.last() ? query.updateType() : null;
            if (updateType != null) {
                json.writeStringField("updateType", updateType);
            } else if (rowless) {
                json.writeStringField("updateType", "STATEMENT");
            }
            if (count.isPresent()) {
                json.writeNumberField("updateCount", count.getAsLong());
            }
            json.writeEndObject();
        } catch (IOException e) {
            throw Statement.inMemory(e);
        }
        return part.chunks().isEmpty()
                ? bytes.toByteArray()
                : withData(bytes, part.chunks(), format);
    }

    /// The object with `data` as its last field: the chunks are JSON already.
    private static byte[] withData(
            ByteArrayOutputStream object, List<RowFormat.Chunk> chunks, RowFormat format) {
        byte[] head = object.toByteArray();
        int size = head.length + 64;
        for (RowFormat.Chunk chunk : chunks) {
            size += chunk.json().length + 1;
        }
        ByteArrayOutputStream whole = new ByteArrayOutputStream(size);
        whole.write(head, 0, head.length - 1);
        whole.writeBytes((",\"data\":" + format.opening()).getBytes(StandardCharsets.US_ASCII));
        for (int i = 0; i < chunks.size(); i++) {
            if (i > 0) {
                whole.write(',');
            }
            whole.writeBytes(chunks.get(i).json());
        }
        whole.writeBytes((format.closing() + "}").getBytes(StandardCharsets.US_ASCII));
        return whole.toByteArray();
    }

    private static void writeColumns(JsonGenerator json, List<DataType.Field> columns)
            throws IOException {
        json.writeArrayFieldStart("columns");
        for (DataType.Field column : columns) {
            json.writeStartObject();
            json.writeStringField("name", column.name());
            json.writeStringField("type", TrinoTypes.name(column.type()));
            json.writeFieldName("typeSignature");
            TrinoTypes.writeSignature(json, column.type());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void writeStats(JsonGenerator json, Query query, boolean last, boolean failed)
            throws IOException {
        QueryStats stats = query.stats();
        json.writeObjectFieldStart("stats");
        json.writeStringField("state", state(query.state(), last, failed));
        json.writeBooleanField("queued", query.state() == Query.State.QUEUED);
        json.writeBooleanField("scheduled", query.state() != Query.State.QUEUED);
        if (stats.totalSplits() > 0) {
            json.writeNumberField(
                    "progressPercentage",
                    last ? 100.0 : 100.0 * stats.completedSplits() / stats.totalSplits());
        }
        int runningSplits = stats.totalSplits() - stats.completedSplits();
        json.writeNumberField("nodes", 1);
        json.writeNumberField("totalSplits", stats.totalSplits());
        json.writeNumberField("queuedSplits", 0);
        json.writeNumberField("runningSplits", runningSplits);
        json.writeNumberField("completedSplits", stats.completedSplits());
        json.writeNumberField("planningTimeMillis", stats.planning().toMillis());
        json.writeNumberField("cpuTimeMillis", stats.cpu().toMillis());
        json.writeNumberField("wallTimeMillis", stats.elapsed().toMillis());
        json.writeNumberField("queuedTimeMillis", stats.queued().toMillis());
        json.writeNumberField("elapsedTimeMillis", stats.elapsed().toMillis());
        json.writeNumberField("processedRows", stats.processedRows());
        json.writeNumberField("processedBytes", stats.processedBytes());
        json.writeNumberField("physicalInputBytes", stats.processedBytes());
        json.writeNumberField("peakMemoryBytes", stats.peakMemoryBytes());
        json.writeNumberField("spilledBytes", stats.spilledBytes());
        json.writeEndObject();
    }

    /// The client's state: it is not finished before its last row is sent.
    private static String state(Query.State state, boolean last, boolean failed) {
        if (last) {
            return failed ? "FAILED" : "FINISHED";
        }
        return switch (state) {
            case QUEUED -> "QUEUED";
            case PLANNING -> "PLANNING";
            case RUNNING, FINISHED, FAILED, CANCELLED -> "RUNNING";
        };
    }

    private static void writeError(JsonGenerator json, SqlException failure) throws IOException {
        ErrorCode code = failure.code();
        json.writeObjectFieldStart("error");
        json.writeStringField("message", messageWithPosition(failure));
        json.writeNumberField("errorCode", code.number());
        json.writeStringField("errorName", code.name());
        json.writeStringField("errorType", errorType(code.kind()));
        SqlException.Position position = failure.position();
        if (position != null) {
            writeLocation(json, position);
        }
        json.writeObjectFieldStart("failureInfo");
        json.writeStringField("type", "dev.tarn.engine.SqlException");
        json.writeStringField("message", failure.getMessage());
        for (String empty : List.of("suppressed", "stack")) {
            json.writeArrayFieldStart(empty);
            json.writeEndArray();
        }
        if (position != null) {
            writeLocation(json, position);
        }
        json.writeEndObject();
        json.writeEndObject();
    }

    private static void writeLocation(JsonGenerator json, SqlException.Position position)
            throws IOException {
        json.writeObjectFieldStart("errorLocation");
        json.writeNumberField("lineNumber", position.line());
        json.writeNumberField("columnNumber", position.column());
        json.writeEndObject();
    }

    /// Trino's clients show the message alone, so the place goes into it, as Trino writes it.
    private static String messageWithPosition(SqlException failure) {
        SqlException.Position position = failure.position();
        return position == null
                ? failure.getMessage()
                : "line %d:%d: %s"
                        .formatted(position.line(), position.column(), failure.getMessage());
    }

    private static String errorType(ErrorCode.Kind kind) {
        return switch (kind) {
            case USER -> "USER_ERROR";
            case CONFLICT, EXTERNAL -> "EXTERNAL";
            case RESOURCE -> "INSUFFICIENT_RESOURCES";
            case INTERNAL -> "INTERNAL_ERROR";
        };
    }
}
