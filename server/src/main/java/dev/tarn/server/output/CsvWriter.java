package dev.tarn.server.output;

import dev.tarn.columnar.Batch;
import dev.tarn.columnar.DataType;
import dev.tarn.columnar.Vector;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// RFC 4180 with a header line and `\n` line ends. NULL is an empty cell, an empty string is `""`.
final class CsvWriter implements ResultWriter {
    private final OutputStream out;
    private final Cells cells = new Cells();
    private final StringBuilder lines = new StringBuilder();

    CsvWriter(OutputStream out) {
        this.out = out;
    }

    @Override
    public void begin(List<DataType.Field> columns) throws IOException {
        for (int i = 0; i < columns.size(); i++) {
            lines.append(i == 0 ? "" : ",");
            appendCell(columns.get(i).name());
        }
        lines.append('\n');
        flush();
    }

    @Override
    public void batch(Batch batch) throws IOException {
        for (int row = 0; row < batch.rowCount(); row++) {
            String separator = "";
            for (Vector column : batch.columns()) {
                lines.append(separator);
                separator = ",";
                appendCell(cells.text(column, row));
            }
            lines.append('\n');
        }
        flush();
    }

    @Override
    public void end() throws IOException {
        flush();
    }

    private void appendCell(@Nullable String cell) {
        if (cell == null) {
            return;
        }
        if (!mustQuote(cell)) {
            lines.append(cell);
            return;
        }
        lines.append('"').append(cell.replace("\"", "\"\"")).append('"');
    }

    private static boolean mustQuote(String cell) {
        if (cell.isEmpty() || cell.charAt(0) == ' ' || cell.charAt(cell.length() - 1) == ' ') {
            return true;
        }
        for (int i = 0; i < cell.length(); i++) {
            char c = cell.charAt(i);
            if (c == ',' || c == '"' || c == '\n' || c == '\r') {
                return true;
            }
        }
        return false;
    }

    private void flush() throws IOException {
        out.write(lines.toString().getBytes(StandardCharsets.UTF_8));
        lines.setLength(0);
        out.flush();
    }
}
