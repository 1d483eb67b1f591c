package dev.tarn.storage;

import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.ExpressionVisitors;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.expressions.Literal;
import org.apache.iceberg.expressions.NamedReference;
import org.apache.iceberg.expressions.UnboundPredicate;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.function.Function;

/// Filters that prune, with other names for their columns.
///
/// Iceberg's expressions know columns by name, and a name means another column, or none, in another
/// schema of the table.
public final class FilterColumns {
    private FilterColumns() {}

    /// `filter` with each column named as `newName` says. A predicate on a column that gets no
    /// name, or on a transform of a column, is taken for true: the result lets through all that
    /// `filter` does, and maybe more.
    public static Expression renamed(
            Expression filter, Function<String, @Nullable String> newName) {
        return judged(filter, predicate -> newName.apply(predicate.ref().name()));
    }

    /// The same, where the name that a column gets depends on what a predicate asks of it.
    ///
    /// @param newName is given predicates on columns, not those on transforms of columns
    public static Expression judged(
            Expression filter, Function<UnboundPredicate<?>, @Nullable String> newName) {
        return ExpressionVisitors.visit(Expressions.rewriteNot(filter), new Renaming(newName));
    }

    private static final class Renaming extends ExpressionVisitors.ExpressionVisitor<Expression> {
        private final Function<UnboundPredicate<?>, @Nullable String> newName;

        Renaming(Function<UnboundPredicate<?>, @Nullable String> newName) {
            this.newName = newName;
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
            String name =
                    predicate.term() instanceof NamedReference<?> ? newName.apply(predicate) : null;
            if (name == null) {
                return Expressions.alwaysTrue();
            }
            if (name.equals(predicate.ref().name())) {
                return predicate;
            }
            List<Literal<T>> literals = predicate.literals();
            if (literals == null) {
                return Expressions.predicate(predicate.op(), name);
            }
            return Expressions.predicate(
                    predicate.op(), name, literals.stream().map(Literal::value).toList());
        }
    }
}
