package dev.tarn.engine.differential;

import dev.tarn.engine.harness.DuckDb;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// A table that both engines know by one name, with what conditions are made of: its columns, and
/// fields of its structs, and some values of each.
record ScanTable(String name, List<Column> columns) {
    private static final int SAMPLES = 12;

    /// @param path how both engines name it
    /// @param type as DuckDB has it
    /// @param samples values as DuckDB's text, bytes in hexadecimal
    record Column(String path, String type, List<String> samples) {
        boolean isFloating() {
            return type.equals("FLOAT") || type.equals("DOUBLE");
        }

        boolean isNested() {
            return type.endsWith("]") || type.startsWith("STRUCT") || type.startsWith("MAP");
        }
    }

    /// What DuckDB says about the columns of `name`; `fields` are paths into structs.
    static ScanTable of(DuckDb duck, String name, List<String> fields) {
        List<Column> columns = new ArrayList<>();
        for (List<@Nullable String> row : duck.rows("describe select * from " + name)) {
            columns.add(column(duck, name, '"' + row.getFirst() + '"'));
        }
        for (String field : fields) {
            columns.add(column(duck, name, field));
        }
        return new ScanTable(name, columns);
    }

    private static Column column(DuckDb duck, String table, String path) {
        String type =
                String.valueOf(
                        duck.rows("describe select " + path + " as c from " + table)
                                .getFirst()
                                .get(1));
        Set<String> samples = new LinkedHashSet<>(extremes(type));
        Column column = new Column(path, type, List.of());
        if (!column.isNested()) {
            String text = type.equals("BLOB") ? "hex(%s)" : "(%s)::varchar";
            String sql =
                    "select "
                            + text.formatted(path)
                            + " from "
                            + table
                            + " where "
                            + path
                            + " is not null using sample reservoir("
                            + SAMPLES
                            + " rows) repeatable (1)";
            for (List<@Nullable String> row : duck.rows(sql)) {
                String value = String.valueOf(row.getFirst());
                samples.add(column.isFloating() ? sqlName(value) : value);
            }
        }
        return new Column(path, type, List.copyOf(samples));
    }

    /// DuckDB prints `inf` and `nan`.
    private static String sqlName(String number) {
        return number.replace("inf", "Infinity").replace("nan", "NaN");
    }

    private static List<String> extremes(String type) {
        return switch (type) {
            case "BOOLEAN" -> List.of("true", "false");
            case "INTEGER" -> List.of("0", "-1", "2147483647", "-2147483648");
            case "BIGINT" -> List.of("0", "9223372036854775807", "-9223372036854775807");
            case "FLOAT", "DOUBLE" -> List.of("0.0", "-0.0", "NaN", "Infinity", "-Infinity", "1.5");
            case "DATE" -> List.of("0001-01-01", "9999-12-31", "1970-01-01", "1582-10-10");
            case "TIMESTAMP" -> List.of("0001-01-01 00:00:00", "9999-12-31 23:59:59.999999");
            case "TIME" -> List.of("00:00:00", "23:59:59.999999");
            case "VARCHAR" -> List.of("", "zzzz", "é");
            case "BLOB" -> List.of("", "FF", "00");
            default -> List.of();
        };
    }
}
