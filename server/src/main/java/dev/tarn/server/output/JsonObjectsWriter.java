package dev.tarn.server.output;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.io.SerializedString;

import dev.tarn.columnar.Batch;
import dev.tarn.columnar.DataType;
import dev.tarn.columnar.Vector;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// Rows as JSON objects: one a line, or as one array. A column name that comes twice gets a number.
final class JsonObjectsWriter implements ResultWriter {
    private final OutputStream out;
    private final JsonGenerator json;
    private final JsonValues values = new JsonValues(JsonStyle.PLAIN);
    private final boolean lines;
    private List<SerializedString> names = List.of();
    private boolean first = true;

    JsonObjectsWriter(OutputStream out, boolean lines) {
        this.out = out;
        this.lines = lines;
        try {
            this.json = Json.FACTORY.createGenerator(out);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        json.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
        json.disable(JsonGenerator.Feature.FLUSH_PASSED_TO_STREAM);
        json.setRootValueSeparator(null);
    }

    @Override
    public void begin(List<DataType.Field> columns) throws IOException {
        names = ColumnNames.distinct(columns).stream().map(SerializedString::new).toList();
        if (!lines) {
            json.writeRaw('[');
        }
    }

    @Override
    public void batch(Batch batch) throws IOException {
        for (int row = 0; row < batch.rowCount(); row++) {
            if (!lines) {
                json.writeRaw(first ? "\n" : ",\n");
                first = false;
            }
            json.writeStartObject();
            int ordinal = 0;
            for (Vector column : batch.columns()) {
                json.writeFieldName(names.get(ordinal++));
                values.write(json, column, row);
            }
            json.writeEndObject();
            if (lines) {
                json.writeRaw('\n');
            }
        }
        json.flush();
        out.flush();
    }

    @Override
    public void end() throws IOException {
        json.flush();
        if (!lines) {
            out.write((first ? "]\n" : "\n]\n").getBytes(StandardCharsets.US_ASCII));
        }
        out.flush();
    }
}
