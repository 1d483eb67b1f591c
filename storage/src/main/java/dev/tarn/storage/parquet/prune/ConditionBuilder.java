package dev.tarn.storage.parquet.prune;

import dev.tarn.storage.parquet.format.SchemaNode;
import dev.tarn.storage.parquet.prune.Condition.ColumnTest;
import dev.tarn.storage.parquet.prune.Condition.Constant;

import org.apache.iceberg.MetadataColumns;
import org.apache.iceberg.Schema;
import org.apache.iceberg.expressions.Binder;
import org.apache.iceberg.expressions.BoundPredicate;
import org.apache.iceberg.expressions.BoundReference;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.ExpressionVisitors;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/// Binds a filter to the columns of a file. What cannot be judged counts as true.
final class ConditionBuilder extends ExpressionVisitors.ExpressionVisitor<Condition> {
    private final Schema schema;
    private final FileColumns file;
    private int count;

    private ConditionBuilder(Schema schema, FileColumns file) {
        this.schema = schema;
        this.file = file;
    }

    /// `filter`, whose columns are named as in `schema`, over the columns of `file`.
    static Condition of(Expression filter, Schema schema, FileColumns file) {
        Expression positive = Expressions.rewriteNot(filter);
        Expression bound = Binder.bind(schema.asStruct(), positive, true);
        return ExpressionVisitors.visit(bound, new ConditionBuilder(schema, file));
    }

    @Override
    public Condition alwaysTrue() {
        return Constant.TRUE;
    }

    @Override
    public Condition alwaysFalse() {
        return Constant.FALSE;
    }

    @Override
    public Condition and(Condition left, Condition right) {
        return Condition.and(left, right);
    }

    @Override
    public Condition or(Condition left, Condition right) {
        return Condition.or(left, right);
    }

    @Override
    public <T> Condition predicate(BoundPredicate<T> predicate) {
        Op op = op(predicate);
        if (op == null
                || !(predicate.term() instanceof BoundReference<T> reference)
                || MetadataColumns.isMetadataColumn(reference.fieldId())) {
            return Constant.TRUE;
        }
        SchemaNode column = file.node(reference.fieldId());
        if (column == null) {
            return ofAbsent(predicate, reference, op);
        }
        if (!column.isLeaf() || column.maxRepetition() > 0) {
            return Constant.TRUE;
        }
        StoredType stored = StoredType.of(reference.type(), column.element());
        Object[] values = stored == null ? NO_VALUES : values(predicate, stored, reference.type());
        if (values == null) {
            return Constant.TRUE;
        }
        boolean nullsOnly = op == Op.IS_NULL || op == Op.NOT_NULL;
        return stored == null && !nullsOnly
                ? Constant.TRUE
                : new ColumnTest(count++, column, stored, op, values);
    }

    private static final Object[] NO_VALUES = {};

    /// Of a field that the file does not hold: the same for all rows.
    private <T> Condition ofAbsent(
            BoundPredicate<T> predicate, BoundReference<T> reference, Op op) {
        int id = reference.fieldId();
        Types.NestedField field = schema.findField(id);
        boolean nested = schema.asStruct().field(id) == null;
        Object value = file.constants().get(id);
        if (field == null || nested && field.initialDefault() != null) {
            return Constant.TRUE;
        }
        if (!file.constants().containsKey(id)) {
            value = field.initialDefault();
        }
        if (value == null) {
            return op.takesNull() ? Constant.TRUE : Constant.FALSE;
        }
        StoredType asked = StoredType.forValues(reference.type());
        Object[] values = asked == null ? null : values(predicate, asked, reference.type());
        Object constant = asked == null ? null : asked.literal(reference.type(), value);
        if (asked == null || values == null || constant == null) {
            return Constant.TRUE;
        }
        return op.takes(constant, values, asked) ? Constant.TRUE : Constant.FALSE;
    }

    private static <T> Object @Nullable [] values(
            BoundPredicate<T> predicate, StoredType stored, Type type) {
        Collection<T> literals = literals(predicate);
        Object[] values = new Object[literals.size()];
        int at = 0;
        for (T literal : literals) {
            Object value = stored.literal(type, literal);
            if (value == null || stored.isNan(value)) {
                return null;
            }
            values[at++] = value;
        }
        Arrays.sort(values, stored::compare);
        return values;
    }

    private static <T> Collection<T> literals(BoundPredicate<T> predicate) {
        if (predicate.isLiteralPredicate()) {
            return List.of(predicate.asLiteralPredicate().literal().value());
        }
        return predicate.isSetPredicate() ? predicate.asSetPredicate().literalSet() : Set.of();
    }

    private static @Nullable Op op(BoundPredicate<?> predicate) {
        return switch (predicate.op()) {
            case IS_NULL -> Op.IS_NULL;
            case NOT_NULL -> Op.NOT_NULL;
            case IS_NAN -> Op.IS_NAN;
            case NOT_NAN -> Op.NOT_NAN;
            case LT -> Op.LESS;
            case LT_EQ -> Op.LESS_OR_EQUAL;
            case GT -> Op.GREATER;
            case GT_EQ -> Op.GREATER_OR_EQUAL;
            case EQ, IN -> Op.IN;
            case NOT_EQ, NOT_IN -> Op.NOT_IN;
            case STARTS_WITH -> Op.STARTS_WITH;
            case NOT_STARTS_WITH -> Op.NOT_STARTS_WITH;
            default -> null;
        };
    }
}
