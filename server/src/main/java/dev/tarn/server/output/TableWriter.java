package dev.tarn.server.output;

import dev.tarn.columnar.Batch;
import dev.tarn.columnar.DataType;
import dev.tarn.columnar.Vector;

import org.jline.utils.WCWidth;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// An aligned table and the number of rows. The first [#MEASURED_ROWS] rows are held back to see
/// how wide the columns are; later rows that are wider stick out. A text of several lines goes on
/// below itself.
final class TableWriter implements ResultWriter {
    static final int MEASURED_ROWS = 2000;

    private final OutputStream out;
    private final Cells cells = new Cells();
    private final List<List<String>> held = new ArrayList<>();
    private List<DataType.Field> columns = List.of();
    private int[] widths = {};
    private boolean measured;
    private long rowCount;

    TableWriter(OutputStream out) {
        this.out = out;
    }

    @Override
    public void begin(List<DataType.Field> fields) {
        columns = fields;
        widths = new int[fields.size()];
        for (int i = 0; i < widths.length; i++) {
            widths[i] = width(Cells.oneLine(fields.get(i).name()));
        }
    }

    @Override
    public void batch(Batch batch) throws IOException {
        StringBuilder lines = new StringBuilder();
        for (int row = 0; row < batch.rowCount(); row++) {
            List<String> line = new ArrayList<>(columns.size());
            for (Vector column : batch.columns()) {
                String cell = cells.text(column, row);
                line.add(cell == null ? "NULL" : cell);
            }
            rowCount++;
            if (measured) {
                appendRow(lines, line);
                continue;
            }
            measure(line);
            held.add(line);
            if (held.size() == MEASURED_ROWS) {
                release(lines);
            }
        }
        write(lines);
    }

    @Override
    public void end() throws IOException {
        StringBuilder lines = new StringBuilder();
        if (!measured) {
            release(lines);
        }
        lines.append('(').append(rowCount).append(rowCount == 1 ? " row)\n" : " rows)\n");
        write(lines);
    }

    private void measure(List<String> row) {
        for (int i = 0; i < widths.length; i++) {
            for (String line : lines(row.get(i))) {
                widths[i] = Math.max(widths[i], width(line));
            }
        }
    }

    private static List<String> lines(String cell) {
        return cell.lines().map(Cells::oneLine).toList();
    }

    private void release(StringBuilder lines) {
        measured = true;
        appendLine(lines, columns.stream().map(c -> Cells.oneLine(c.name())).toList());
        for (int i = 0; i < widths.length; i++) {
            lines.append(i == 0 ? "-" : "+-").append("-".repeat(widths[i])).append('-');
        }
        lines.append('\n');
        held.forEach(row -> appendRow(lines, row));
        held.clear();
    }

    private void appendRow(StringBuilder out, List<String> row) {
        List<List<String>> cells = row.stream().map(TableWriter::lines).toList();
        int height = cells.stream().mapToInt(List::size).max().orElse(1);
        for (int k = 0; k < Math.max(1, height); k++) {
            int at = k;
            appendLine(
                    out,
                    cells.stream().map(lines -> at < lines.size() ? lines.get(at) : "").toList());
        }
    }

    private void appendLine(StringBuilder lines, List<String> line) {
        for (int i = 0; i < widths.length; i++) {
            String cell = line.get(i);
            String padding = " ".repeat(Math.max(0, widths[i] - width(cell)));
            boolean right = Cells.numeric(columns.get(i).type());
            boolean last = i == widths.length - 1;
            lines.append(i == 0 ? " " : "| ");
            lines.append(right ? padding + cell : last ? cell : cell + padding);
            lines.append(last ? "" : " ");
        }
        lines.append('\n');
    }

    private void write(StringBuilder lines) throws IOException {
        out.write(lines.toString().getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    /// Terminal columns: two for wide East Asian characters, none for combining ones.
    private static int width(String text) {
        int width = 0;
        for (int i = 0; i < text.length(); i = text.offsetByCodePoints(i, 1)) {
            int character = text.codePointAt(i);
            width += character < 0x300 ? 1 : Math.max(0, WCWidth.wcwidth(character));
        }
        return width;
    }
}
