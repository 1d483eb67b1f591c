package dev.tarn.storage.orc;

import dev.tarn.storage.FileReadRequest;

import org.apache.iceberg.MetadataColumns;
import org.apache.iceberg.Schema;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.ExpressionVisitors;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.expressions.Literal;
import org.apache.iceberg.expressions.NamedReference;
import org.apache.iceberg.expressions.UnboundPredicate;
import org.apache.iceberg.types.Types;

import java.util.ArrayList;
import java.util.List;

/// What orc-core is asked to skip by, and which columns it must know for that: `columns` are those
/// of the projection that a file can hold, then those that the filter alone looks at.
///
/// `filter` lets through all that the request's does, and maybe more: predicates that ORC's
/// statistics cannot judge as SQL does are taken for true. These are those on types without
/// comparable statistics and comparisons with a floating-point zero, of which ORC knows two.
record OrcFilter(Schema columns, Expression filter) {

    static OrcFilter of(FileReadRequest request) {
        List<Types.NestedField> columns = new ArrayList<>();
        for (Types.NestedField column : request.projection().columns()) {
            if (!MetadataColumns.isMetadataColumn(column.name())) {
                columns.add(column.isOptional() ? column : column.asOptional());
            }
        }
        Expression whole = Expressions.rewriteNot(request.filter());
        Pushing pushing = new Pushing(request.filterSchema(), columns);
        Expression pushed = ExpressionVisitors.visit(whole, pushing);
        return new OrcFilter(new Schema(columns), pushed);
    }

    /// Whether anything can be skipped at all.
    boolean skips() {
        return filter.op() != Expression.Operation.TRUE;
    }

    private static final class Pushing extends ExpressionVisitors.ExpressionVisitor<Expression> {
        private final Schema filterSchema;
        private final List<Types.NestedField> columns;

        Pushing(Schema filterSchema, List<Types.NestedField> columns) {
            this.filterSchema = filterSchema;
            this.columns = columns;
        }

        @Override
        public Expression alwaysTrue() {
            return Expressions.alwaysTrue();
        }

        @Override
        public Expression alwaysFalse() {
            return Expressions.alwaysFalse();
        }

        @Override
        public Expression and(Expression left, Expression right) {
            return Expressions.and(left, right);
        }

        @Override
        public Expression or(Expression left, Expression right) {
            return Expressions.or(left, right);
        }

        @Override
        public <T> Expression predicate(UnboundPredicate<T> predicate) {
            Types.NestedField field =
                    predicate.term() instanceof NamedReference<?>
                            ? filterSchema.findField(predicate.ref().name())
                            : null;
            if (field == null || !comparable(field) || comparesZero(predicate)) {
                return Expressions.alwaysTrue();
            }
            int at = position(field);
            if (at < 0) {
                return Expressions.alwaysTrue();
            }
            String name = columns.get(at).name();
            if (name.equals(predicate.ref().name())) {
                return predicate;
            }
            List<T> values =
                    predicate.literals() == null
                            ? List.of()
                            : predicate.literals().stream().map(Literal::value).toList();
            return Expressions.predicate(predicate.op(), name, values);
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
            columns.add(field.isOptional() ? field : field.asOptional());
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
