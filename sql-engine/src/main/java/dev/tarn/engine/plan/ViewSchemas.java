package dev.tarn.engine.plan;

import dev.tarn.columnar.DataType;
import dev.tarn.columnar.DataType.Field;
import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.SqlException;
import dev.tarn.engine.statement.ViewColumn;
import dev.tarn.storage.IcebergTypes;
import dev.tarn.storage.StorageException;

import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/// The schema that a view's metadata carries.
final class ViewSchemas {
    private ViewSchemas() {}

    /// The schema of a query that gives `columns`, called as `named` says, where it says anything.
    ///
    /// @throws SqlException TYPE_MISMATCH if there are others than named, DUPLICATE_COLUMN_NAME
    static Schema of(List<Field> columns, List<ViewColumn> named) {
        check(columns, named);
        AtomicInteger lastId = new AtomicInteger();
        List<Types.NestedField> fields = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++) {
            Field column = columns.get(i);
            ViewColumn name = named.isEmpty() ? null : named.get(i);
            DataType type = column.type() == DataType.UNKNOWN ? DataType.STRING : column.type();
            int id = lastId.incrementAndGet();
            fields.add(
                    Types.NestedField.optional(
                            id,
                            name == null ? column.name() : name.name(),
                            stored(type, column.name(), lastId),
                            name == null ? null : name.comment()));
        }
        return new Schema(fields);
    }

    private static Type stored(DataType type, String column, AtomicInteger lastId) {
        try {
            return IcebergTypes.icebergType(type, lastId::incrementAndGet);
        } catch (StorageException e) {
            throw new SqlException(
                    ErrorCode.NOT_SUPPORTED,
                    "Column '%s': %s".formatted(column, e.getMessage()),
                    null,
                    e);
        }
    }

    private static void check(List<Field> columns, List<ViewColumn> named) {
        if (!named.isEmpty() && named.size() != columns.size()) {
            throw new SqlException(
                    ErrorCode.TYPE_MISMATCH,
                    "The view names %d columns and its query gives %d"
                            .formatted(named.size(), columns.size()),
                    named.getFirst().position(),
                    null);
        }
        Set<String> names = new HashSet<>();
        for (ViewColumn column : named) {
            if (!names.add(column.name().toLowerCase(Locale.ROOT))) {
                throw new SqlException(
                        ErrorCode.DUPLICATE_COLUMN_NAME,
                        "Column '%s' is given twice".formatted(column.name()),
                        column.position(),
                        null);
            }
        }
    }
}
