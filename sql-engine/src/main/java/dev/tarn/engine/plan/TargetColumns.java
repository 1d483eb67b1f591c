package dev.tarn.engine.plan;

import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.SqlException;
import dev.tarn.engine.schema.Nearest;
import dev.tarn.engine.statement.Name;

import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Types;

import java.util.ArrayList;
import java.util.List;

/// Columns that a statement gives values to, by the names that it calls them.
final class TargetColumns {
    private TargetColumns() {}

    /// The ordinal of each of `columns` in the table `tableName` of `schema`; of all of its columns
    /// where none is named.
    ///
    /// @throws SqlException COLUMN_NOT_FOUND, or DUPLICATE_COLUMN_NAME if one is named twice
    static List<Integer> ordinals(List<Name> columns, Schema schema, String tableName) {
        List<String> names = schema.columns().stream().map(Types.NestedField::name).toList();
        List<Integer> ordinals = new ArrayList<>();
        if (columns.isEmpty()) {
            for (int i = 0; i < names.size(); i++) {
                ordinals.add(i);
            }
        }
        for (Name column : columns) {
            int ordinal = ordinal(column, names, tableName);
            if (ordinals.contains(ordinal)) {
                throw new SqlException(
                        ErrorCode.DUPLICATE_COLUMN_NAME,
                        "Column '%s' is given twice".formatted(names.get(ordinal)),
                        column.position(),
                        null);
            }
            ordinals.add(ordinal);
        }
        return ordinals;
    }

    private static int ordinal(Name column, List<String> names, String tableName) {
        for (int i = 0; i < names.size(); i++) {
            if (names.get(i).equalsIgnoreCase(column.toString())) {
                return i;
            }
        }
        throw new SqlException(
                ErrorCode.COLUMN_NOT_FOUND,
                "Table %s has no column '%s'%s"
                        .formatted(tableName, column, Nearest.hint(column.toString(), names)),
                column.position(),
                null);
    }
}
