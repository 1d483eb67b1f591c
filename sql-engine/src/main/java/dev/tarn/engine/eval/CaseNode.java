package dev.tarn.engine.eval;

import dev.tarn.columnar.Batch;
import dev.tarn.columnar.DataType;
import dev.tarn.columnar.Vector;
import dev.tarn.engine.function.Rows;

import java.util.ArrayList;
import java.util.List;

/// CASE: each condition is asked for the rows that none before it took, each value for the rows of
/// its condition. There is one value more than conditions, for the rest.
final class CaseNode implements Node {
    private final List<Predicate> conditions;
    private final List<Predicate.Room> rooms = new ArrayList<>();
    private final List<Node> values;
    private final DataType type;

    /// Whether the value for the rest is there without computing, and so for more rows than need
    /// it.
    private final boolean restIsThere;

    CaseNode(List<Predicate> conditions, List<Node> values, DataType type) {
        this.conditions = conditions;
        this.values = values;
        this.type = type;
        this.restIsThere =
                values.getLast() instanceof Node.Constant
                        || values.getLast() instanceof Node.Column;
        for (int i = 0; i < conditions.size(); i++) {
            rooms.add(new Predicate.Room());
        }
    }

    @Override
    public Vector evaluate(Batch batch, Rows rows) {
        Parts parts = new Parts(rows);
        Rows open = rows;
        int last = conditions.size() - 1;
        for (int branch = 0; branch <= last; branch++) {
            Rows taken = conditions.get(branch).narrow(batch, open, rooms.get(branch));
            if (taken.selectedCount() > 0) {
                parts.add(values.get(branch).evaluate(batch, taken), taken);
                if (taken.selectedCount() == open.selectedCount()) {
                    return parts.merge(type);
                }
            }
            if (branch < last || !restIsThere) {
                open = Predicate.minus(open, taken);
            }
        }
        parts.rest(values.getLast().evaluate(batch, open));
        return parts.merge(type);
    }
}
