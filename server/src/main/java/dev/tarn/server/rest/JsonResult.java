package dev.tarn.server.rest;

import com.fasterxml.jackson.core.JsonGenerator;

import dev.tarn.columnar.Batch;
import dev.tarn.columnar.DataType;
import dev.tarn.columnar.Vector;
import dev.tarn.engine.Query;
import dev.tarn.engine.SessionChange;
import dev.tarn.engine.SqlException;
import dev.tarn.server.http.Errors;
import dev.tarn.server.output.JsonStyle;
import dev.tarn.server.output.JsonValues;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.List;

/// The JSON answer of `POST /api/v1/sql`: `{"id", "columns": [{"name", "type"}], "rows": [[…]],
/// "updateType", "updateCount", "session": [{"change", …}], "stats"}`, or `"error"` in place of the
/// last three when the statement failed half way.
final class JsonResult {
    private final JsonGenerator json;
    private final Query query;
    private final JsonValues values = new JsonValues(JsonStyle.PLAIN);

    JsonResult(JsonGenerator json, Query query) {
        this.json = json;
        this.query = query;
    }

    void begin(List<DataType.Field> columns) throws IOException {
        json.writeStartObject();
        json.writeStringField("id", query.id());
        json.writeArrayFieldStart("columns");
        for (DataType.Field column : columns) {
            json.writeStartObject();
            json.writeStringField("name", column.name());
            json.writeStringField("type", column.type().toString());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeArrayFieldStart("rows");
    }

    void rows(Batch batch) throws IOException {
        for (int row = 0; row < batch.rowCount(); row++) {
            json.writeStartArray();
            for (Vector column : batch.columns()) {
                values.write(json, column, row);
            }
            json.writeEndArray();
        }
        json.flush();
    }

    void end(@Nullable SqlException failure) throws IOException {
        json.writeEndArray();
        if (failure != null) {
            json.writeObjectField("error", Errors.envelope(failure).get("error"));
        } else {
            writeOutcome();
        }
        json.writeEndObject();
    }

    private void writeOutcome() throws IOException {
        String updateType = query.updateType();
        if (updateType != null) {
            json.writeStringField("updateType", updateType);
        }
        if (query.updateCount().isPresent()) {
            json.writeNumberField("updateCount", query.updateCount().getAsLong());
        }
        if (!query.sessionChanges().isEmpty()) {
            json.writeArrayFieldStart("session");
            for (SessionChange change : query.sessionChanges()) {
                writeChange(change);
            }
            json.writeEndArray();
        }
        json.writeObjectField("stats", QueryRoutes.stats(query.stats()));
    }

    private void writeChange(SessionChange change) throws IOException {
        switch (change) {
            case SessionChange.UseCatalog use -> write("useCatalog", use.catalog(), null);
            case SessionChange.UseNamespace use ->
                    write("useNamespace", use.namespace().toString(), null);
            case SessionChange.SetProperty set -> write("setProperty", set.name(), set.value());
            case SessionChange.ResetProperty reset -> write("resetProperty", reset.name(), null);
            case SessionChange.AddPrepared add -> write("addPrepared", add.name(), add.sql());
            case SessionChange.RemovePrepared remove ->
                    write("removePrepared", remove.name(), null);
            case SessionChange.SetRole set -> write("setRole", set.role(), null);
            case SessionChange.SetTimeZone set -> write("setTimeZone", set.zone(), null);
            case SessionChange.BeginTransaction begin ->
                    write("beginTransaction", begin.id(), null);
            case SessionChange.EndTransaction _ ->
                    write("endTransaction", String.valueOf(query.session().transaction()), null);
        }
    }

    private void write(String change, String name, @Nullable String value) throws IOException {
        json.writeStartObject();
        json.writeStringField("change", change);
        json.writeStringField("name", name);
        if (value != null) {
            json.writeStringField("value", value);
        }
        json.writeEndObject();
    }
}
