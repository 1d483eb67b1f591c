package dev.tarn.engine.plan.lower;

import dev.tarn.columnar.DataType.Field;
import dev.tarn.engine.expr.Expr;
import dev.tarn.engine.physical.Wanted;
import dev.tarn.engine.schema.Relation;

import org.jspecify.annotations.Nullable;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The texts that a filter accepts of columns, where it compares them with literals: by `=` or IN,
/// in all rows that it keeps.
final class WantedValues {
    private final List<Integer> columns;
    private final List<Field> fields;
    private final Map<String, Set<String>> values = new HashMap<>();

    private WantedValues(List<Integer> columns, List<Field> fields) {
        this.columns = columns;
        this.fields = fields;
    }

    /// What `filter` wants of a relation, of whose `columns` it reads those at its own ordinals.
    static Wanted of(@Nullable Expr filter, List<Integer> columns, Relation relation) {
        if (filter == null) {
            return Wanted.ALL;
        }
        WantedValues wanted = new WantedValues(columns, relation.columns());
        wanted.add(filter);
        return new Wanted(wanted.values);
    }

    private void add(Expr condition) {
        switch (condition) {
            case Expr.And(List<Expr> operands) -> operands.forEach(this::add);
            case Expr.In in when in.operand() instanceof Expr.Column column ->
                    keep(column, in.values());
            case Expr.Call call when call.function().name().equals("equal") -> {
                Expr left = call.arguments().get(0);
                Expr right = call.arguments().get(1);
                if (left instanceof Expr.Column column && right instanceof Expr.Literal literal) {
                    keep(column, List.of(literal));
                } else if (right instanceof Expr.Column column
                        && left instanceof Expr.Literal literal) {
                    keep(column, List.of(literal));
                }
            }
            default -> {}
        }
    }

    private void keep(Expr.Column column, List<Expr.Literal> literals) {
        Set<String> kept = new HashSet<>();
        for (Expr.Literal literal : literals) {
            if (!(literal.value() instanceof String text)) {
                return;
            }
            kept.add(text);
        }
        String name = fields.get(columns.get(column.ordinal())).name();
        values.merge(
                name,
                kept,
                (before, now) -> {
                    Set<String> both = new HashSet<>(before);
                    both.retainAll(now);
                    return both;
                });
    }
}
