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
import java.nio.ByteBuffer;

/// Rows as one JSON array of arrays, gathered until they are taken. Used by one thread.
final class RowsJson {
    private static final int INITIAL_BYTES = 16 << 10;
    private static final SerializedString COMMA = new SerializedString(",");

    private final JsonValues values = new JsonValues(JsonStyle.TRINO);
    private Bytes bytes = new Bytes();
    private @Nullable JsonGenerator json;
    private int rowCount;

    /// Gives its bytes without copying them.
    private static final class Bytes extends ByteArrayOutputStream {
        Bytes() {
            super(INITIAL_BYTES);
        }

        ByteBuffer all() {
            return ByteBuffer.wrap(buf, 0, count);
        }
    }

    /// Adds row `row` of a batch without a selection.
    void add(Batch batch, int row) throws IOException {
        JsonGenerator rows = json;
        if (rows == null) {
            bytes.write('[');
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

    /// Gives what was added, at least one row, and begins anew. The buffer, with an array and from
    /// its first byte on, is the caller's: nothing of its memory is kept here.
    ByteBuffer take() throws IOException {
        if (json != null) {
            json.close();
            json = null;
        }
        bytes.write(']');
        ByteBuffer taken = bytes.all();
        bytes = new Bytes();
        rowCount = 0;
        return taken;
    }
}
