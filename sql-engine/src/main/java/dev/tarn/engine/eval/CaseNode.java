package dev.tarn.engine.eval;

import dev.tarn.columnar.Batch;
import dev.tarn.columnar.DataType;
import dev.tarn.columnar.Vector;
import dev.tarn.engine.function.Rows;

import java.util.List;

/// CASE: each condition is asked for the rows that none before it took, each value for the rows of
/// its condition. There is one value more than conditions, for the rest.
final class CaseNode implements Node {
    private final List<Predicate> conditions;
    private final List<Node> values;
    private final DataType type;

    CaseNode(List<Predicate> conditions, List<Node> values, DataType type) {
        this.conditions = conditions;
        this.values = values;
        this.type = type;
    }

    @Override
    public Vector evaluate(Batch batch, Rows rows) {
        Parts parts = new Parts(rows.rowCount());
        Rows open = rows;
        for (int branch = 0; branch < conditions.size(); branch++) {
            if (open.selectedCount() == 0) {
                break;
            }
            Rows taken = conditions.get(branch).narrow(batch, open, new Predicate.Room());
            if (taken.selectedCount() > 0) {
                parts.add(values.get(branch).evaluate(batch, taken), taken);
                open = Predicate.minus(open, taken);
            }
        }
        if (open.selectedCount() > 0) {
            parts.add(values.getLast().evaluate(batch, open), open);
        }
        return parts.merge(type);
    }
}
