package dev.tarn.storage.orc;

import dev.tarn.storage.FileReadRequest;
import dev.tarn.storage.FilterColumns;

import org.apache.iceberg.MetadataColumns;
import org.apache.iceberg.Schema;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Literal;
import org.apache.iceberg.expressions.UnboundPredicate;
import org.apache.iceberg.types.Types;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/// What orc-core is asked to skip by, and which columns it must know for that: `columns` are those
/// of the projection that a file can hold, then those that the filter alone looks at.
///
/// `filter` lets through all that the request's does, and maybe more: predicates that ORC's
/// statistics cannot judge as SQL does are taken for true. These are those on types without
/// comparable statistics, on columns with a default for files without them, and comparisons with a
/// floating-point zero, of which ORC knows two.
record OrcFilter(Schema columns, Expression filter) {

    static OrcFilter of(FileReadRequest request) {
        List<Types.NestedField> columns = new ArrayList<>();
        for (Types.NestedField column : request.projection().columns()) {
            if (!MetadataColumns.isMetadataColumn(column.name()) || isStored(column)) {
                columns.add(WithoutDefaults.column(column));
            }
        }
        Known known = new Known(request.filterSchema(), columns);
        Expression pushed = FilterColumns.judged(request.filter(), known::name);
        return new OrcFilter(new Schema(columns), pushed);
    }

    /// Whether metadata keeps `column` of each row, so that a file may hold it.
    static boolean isStored(Types.NestedField column) {
        return column.fieldId() == MetadataColumns.ROW_ID.fieldId()
                || column.fieldId() == MetadataColumns.LAST_UPDATED_SEQUENCE_NUMBER.fieldId();
    }

    /// Whether anything can be skipped at all.
    boolean skips() {
        return filter.op() != Expression.Operation.TRUE;
    }

    /// What orc-core knows columns by.
    ///
    /// @param columns grows by those that the filter alone looks at
    private record Known(Schema filterSchema, List<Types.NestedField> columns) {

        /// The name of the column that a predicate is on; null where it cannot be judged.
        @Nullable String name(UnboundPredicate<?> predicate) {
            Types.NestedField field = filterSchema.findField(predicate.ref().name());
            if (field == null
                    || field.initialDefault() != null
                    || !comparable(field)
                    || comparesZero(predicate)) {
                return null;
            }
            int at = position(field);
            return at < 0 ? null : columns.get(at).name();
        }

        /// Where the column stands, which comes behind the others if it is not read yet; -1 for a
        /// nested one, or one whose name another has.
        private int position(Types.NestedField field) {
            for (int i = 0; i < columns.size(); i++) {
                if (columns.get(i).fieldId() == field.fieldId()) {
                    return i;
                }
            }
            boolean taken = columns.stream().anyMatch(c -> c.name().equals(field.name()));
            if (taken || !filterSchema.columns().contains(field)) {
                return -1;
            }
            columns.add(WithoutDefaults.column(field));
            return columns.size() - 1;
        }

        private static boolean comparable(Types.NestedField field) {
            return switch (field.type().typeId()) {
                case BOOLEAN,
                        INTEGER,
                        LONG,
                        FLOAT,
                        DOUBLE,
                        DATE,
                        TIME,
                        TIMESTAMP,
                        STRING,
                        DECIMAL ->
                        true;
                case TIMESTAMP_NANO,
                        UUID,
                        FIXED,
                        BINARY,
                        STRUCT,
                        LIST,
                        MAP,
                        VARIANT,
                        GEOMETRY,
                        GEOGRAPHY,
                        UNKNOWN ->
                        false;
            };
        }

        private static boolean comparesZero(UnboundPredicate<?> predicate) {
            return predicate.literals() != null
                    && predicate.literals().stream()
                            .map(Literal::value)
                            .anyMatch(value ->
                                    value instanceof Double d && d == 0
                                            || value instanceof Float f && f == 0);
        }
    }
}
