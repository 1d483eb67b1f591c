package dev.tarn.server.trino;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.io.SerializedString;

import dev.tarn.columnar.Batch;
import dev.tarn.columnar.Vector;
import dev.tarn.server.output.Json;
import dev.tarn.server.output.JsonStyle;
import dev.tarn.server.output.JsonValues;

import org.jspecify.annotations.Nullable;

import java.io.ByteArrayOutputStream;
import java.io.IOException;

/// Rows as JSON arrays with commas between, gathered until they are taken. Used by one thread.
final class RowsJson {
    private static final SerializedString COMMA = new SerializedString(",");

    private final JsonValues values = new JsonValues(JsonStyle.TRINO);
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(16 << 10);
    private @Nullable JsonGenerator json;
    private int rowCount;

    /// Adds row `row` of a batch without a selection.
    void add(Batch batch, int row) throws IOException {
        JsonGenerator rows = json;
        if (rows == null) {
            rows = Json.FACTORY.createGenerator(bytes);
            rows.setRootValueSeparator(COMMA);
            json = rows;
        }
        rows.writeStartArray();
        for (Vector column : batch.columns()) {
            values.write(rows, column, row);
        }
        rows.writeEndArray();
        rowCount++;
    }

    int rowCount() {
        return rowCount;
    }

    /// How many bytes there are, but for some kilobytes.
    int byteCount() {
        return bytes.size();
    }

    /// Gives what was added, and begins anew.
    byte[] take() throws IOException {
        if (json != null) {
            json.close();
            json = null;
        }
        byte[] taken = bytes.toByteArray();
        bytes.reset();
        rowCount = 0;
        return taken;
    }
}
