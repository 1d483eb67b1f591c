package dev.tarn.engine.physical;

import dev.tarn.engine.physical.ColumnDomain.Range;

import org.apache.iceberg.Schema;
import org.apache.iceberg.exceptions.ValidationException;
import org.apache.iceberg.expressions.Binder;
import org.apache.iceberg.expressions.BoundLiteralPredicate;
import org.apache.iceberg.expressions.BoundPredicate;
import org.apache.iceberg.expressions.BoundReference;
import org.apache.iceberg.expressions.BoundSetPredicate;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.ExpressionVisitors;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.types.Comparators;
import org.apache.iceberg.types.Type;
import org.jspecify.annotations.Nullable;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/// What conditions leave to the columns of a scan, by field id: no rows are lost by it, but it may
/// allow more than the conditions do. Columns without a domain may have any value.
///
/// @param none whether no row can meet the conditions
record ScanDomains(boolean none, Map<Integer, ColumnDomain> columns) {
    private static final ScanDomains ALL = new ScanDomains(false, Map.of());
    private static final ScanDomains NONE = new ScanDomains(true, Map.of());

    static ScanDomains of(Expression condition, Schema schema) {
        try {
            Expression bound =
                    Binder.bind(schema.asStruct(), Expressions.rewriteNot(condition), true);
            return ExpressionVisitors.visit(bound, new Visitor());
        } catch (ValidationException e) {
            return ALL;
        }
    }

    private static ScanDomains ofColumns(Map<Integer, ColumnDomain> columns) {
        boolean isNone =
                columns.values().stream()
                        .anyMatch(domain -> !domain.nulls() && domain.ranges().isEmpty());
        return isNone ? NONE : new ScanDomains(false, columns);
    }

    private static final class Visitor extends ExpressionVisitors.ExpressionVisitor<ScanDomains> {
        @Override
        public ScanDomains alwaysTrue() {
            return ALL;
        }

        @Override
        public ScanDomains alwaysFalse() {
            return NONE;
        }

        @Override
        public ScanDomains not(ScanDomains result) {
            return ALL;
        }

        @Override
        public ScanDomains and(ScanDomains left, ScanDomains right) {
            if (left.none || right.none) {
                return NONE;
            }
            Map<Integer, ColumnDomain> both = new TreeMap<>(left.columns);
            right.columns.forEach((id, domain) -> both.merge(id, domain, ColumnDomain::and));
            return ofColumns(both);
        }

        @Override
        public ScanDomains or(ScanDomains left, ScanDomains right) {
            if (left.none || right.none) {
                return left.none ? right : left;
            }
            Map<Integer, ColumnDomain> both = new TreeMap<>();
            left.columns.forEach((id, domain) -> {
                ColumnDomain other = right.columns.get(id);
                if (other != null) {
                    both.put(id, domain.or(other));
                }
            });
            return ofColumns(both);
        }

        @Override
        public <T> ScanDomains predicate(BoundPredicate<T> predicate) {
            if (!(predicate.term() instanceof BoundReference<T> reference)
                    || !reference.type().isPrimitiveType()) {
                return ALL;
            }
            Comparator<Object> order = order(reference.type());
            ColumnDomain domain = domain(predicate, order);
            return domain == null ? ALL : ofColumns(Map.of(reference.fieldId(), domain));
        }

        @SuppressWarnings("unchecked")
        private static Comparator<Object> order(Type type) {
            return (Comparator<Object>) (Comparator<?>) Comparators.forType(type.asPrimitiveType());
        }

        private static <T> @Nullable ColumnDomain domain(
                BoundPredicate<T> predicate, Comparator<Object> order) {
            return switch (predicate.op()) {
                case IS_NULL -> new ColumnDomain(true, List.of(), order);
                case NOT_NULL -> of(Range.ALL, order);
                case LT -> of(new Range(null, true, value(predicate), false), order);
                case LT_EQ -> of(new Range(null, true, value(predicate), true), order);
                case GT -> of(new Range(value(predicate), false, null, true), order);
                case GT_EQ -> of(new Range(value(predicate), true, null, true), order);
                case EQ -> of(Range.point(value(predicate)), order);
                case IN -> {
                    ColumnDomain all = new ColumnDomain(false, List.of(), order);
                    for (T value : ((BoundSetPredicate<T>) predicate).literalSet()) {
                        all = all.or(of(Range.point(value), order));
                    }
                    yield all;
                }
                default -> null;
            };
        }

        private static ColumnDomain of(Range range, Comparator<Object> order) {
            return new ColumnDomain(false, List.of(range), order);
        }

        private static <T> Object value(BoundPredicate<T> predicate) {
            return Objects.requireNonNull(((BoundLiteralPredicate<T>) predicate).literal().value());
        }
    }
}
