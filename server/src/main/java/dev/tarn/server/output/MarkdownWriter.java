package dev.tarn.server.output;

import dev.tarn.columnar.Batch;
import dev.tarn.columnar.DataType;
import dev.tarn.columnar.Vector;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// A table in GitHub's Markdown; `|` in cells is escaped.
final class MarkdownWriter implements ResultWriter {
    private final OutputStream out;
    private final Cells cells = new Cells();

    MarkdownWriter(OutputStream out) {
        this.out = out;
    }

    @Override
    public void begin(List<DataType.Field> columns) throws IOException {
        StringBuilder lines = new StringBuilder("|");
        columns.forEach(column -> lines.append(' ').append(cell(column.name())).append(" |"));
        lines.append("\n|");
        columns.forEach(column -> lines.append(Cells.numeric(column.type()) ? "---:|" : "---|"));
        write(lines.append('\n'));
    }

    @Override
    public void batch(Batch batch) throws IOException {
        StringBuilder lines = new StringBuilder();
        for (int row = 0; row < batch.rowCount(); row++) {
            lines.append('|');
            for (Vector column : batch.columns()) {
                String text = cells.text(column, row);
                lines.append(' ').append(text == null ? "NULL" : cell(text)).append(" |");
            }
            lines.append('\n');
        }
        write(lines);
    }

    @Override
    public void end() throws IOException {
        out.flush();
    }

    private static String cell(String text) {
        return Cells.oneLine(text).replace("|", "\\|");
    }

    private void write(StringBuilder lines) throws IOException {
        out.write(lines.toString().getBytes(StandardCharsets.UTF_8));
        out.flush();
    }
}
