package dev.tarn.engine.plan;

import dev.tarn.storage.IcebergTypes;

import org.apache.iceberg.PartitionField;
import org.apache.iceberg.Table;
import org.apache.iceberg.types.Types;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// The statements that would create what exists.
final class CreateTexts {
    private CreateTexts() {}

    static String namespace(String name, Map<String, String> properties) {
        return "CREATE SCHEMA " + name + with(properties);
    }

    static String table(Table table) {
        List<String> columns = new ArrayList<>();
        for (Types.NestedField field : table.schema().columns()) {
            columns.add(
                    "   "
                            + quoted(field.name())
                            + " "
                            + IcebergTypes.dataType(field.type())
                            + (field.isRequired() ? " NOT NULL" : "")
                            + (field.doc() == null ? "" : " COMMENT " + text(field.doc())));
        }
        StringBuilder sql = new StringBuilder("CREATE TABLE ").append(table.name());
        sql.append(" (\n").append(String.join(",\n", columns)).append("\n)");
        List<String> partitions = new ArrayList<>();
        for (PartitionField field : table.spec().fields()) {
            String column = quoted(table.schema().findColumnName(field.sourceId()));
            partitions.add(transform(field.transform().toString(), column));
        }
        if (!partitions.isEmpty()) {
            sql.append("\nPARTITIONED BY (").append(String.join(", ", partitions)).append(")");
        }
        sql.append("\nLOCATION ").append(text(table.location()));
        Map<String, String> properties = new TreeMap<>(table.properties());
        return sql + with(properties);
    }

    private static String transform(String name, String column) {
        int bracket = name.indexOf('[');
        if (name.equals("identity")) {
            return column;
        }
        return bracket < 0
                ? name + "(" + column + ")"
                : "%s(%s, %s)"
                        .formatted(
                                name.substring(0, bracket),
                                name.substring(bracket + 1, name.length() - 1),
                                column);
    }

    private static String with(Map<String, String> properties) {
        if (properties.isEmpty()) {
            return "";
        }
        List<String> lines = new ArrayList<>();
        properties.forEach((key, value) -> lines.add("   " + text(key) + " = " + text(value)));
        return "\nWITH (\n" + String.join(",\n", lines) + "\n)";
    }

    private static String text(String value) {
        return "'" + value.replace("'", "''") + "'";
    }

    private static String quoted(String name) {
        return name.matches("[a-z_][a-z0-9_]*") ? name : '"' + name.replace("\"", "\"\"") + '"';
    }
}
