package dev.tarn.server.output;

import com.fasterxml.jackson.core.JsonGenerator;

import dev.tarn.columnar.DataType;
import dev.tarn.columnar.Vector;

import org.jspecify.annotations.Nullable;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/// Values as cells of CSV and tables: scalars as plain text, nested values as JSON. Not
/// thread-safe.
final class Cells {
    private final JsonValues nested = new JsonValues(JsonStyle.PLAIN);
    private final StringBuilder text = new StringBuilder();

    /// The cell's text, or null for SQL NULL.
    @Nullable String text(Vector column, int row) throws IOException {
        if (column.isNull(row)) {
            return null;
        }
        return switch (column.type()) {
            case DataType.ListOf list -> json(column, row);
            case DataType.MapOf map -> json(column, row);
            case DataType.StructOf struct -> json(column, row);
            case DataType.Simple simple -> plain(column, row);
            case DataType.Decimal decimal -> plain(column, row);
            case DataType.Fixed fixed -> plain(column, row);
            case DataType.Shape shape -> plain(column, row);
            case DataType.Time time -> plain(column, row);
            case DataType.Timestamp timestamp -> plain(column, row);
        };
    }

    private String plain(Vector column, int row) {
        text.setLength(0);
        ValueText.append(text, column, row, TextStyle.PLAIN);
        return text.toString();
    }

    private String json(Vector column, int row) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (JsonGenerator json = Json.FACTORY.createGenerator(out)) {
            nested.write(json, column, row);
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    /// Whether columns of this type are set to the right.
    static boolean numeric(DataType type) {
        return type instanceof DataType.Decimal
                || type == DataType.TINYINT
                || type == DataType.SMALLINT
                || type == DataType.INTEGER
                || type == DataType.BIGINT
                || type == DataType.REAL
                || type == DataType.DOUBLE;
    }

    /// One line: control characters as `\n`, `\t`, or `\u001b`, so that a value cannot move the
    /// cursor.
    static String oneLine(String cell) {
        int i = 0;
        while (i < cell.length() && !Character.isISOControl(cell.charAt(i))) {
            i++;
        }
        if (i == cell.length()) {
            return cell;
        }
        StringBuilder out = new StringBuilder(cell.length() + 16);
        for (int k = 0; k < cell.length(); k++) {
            char c = cell.charAt(k);
            switch (c) {
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                default -> {
                    if (Character.isISOControl(c)) {
                        out.append("\\u%04x".formatted((int) c));
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        return out.toString();
    }
}
