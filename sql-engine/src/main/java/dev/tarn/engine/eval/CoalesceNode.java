package dev.tarn.engine.eval;

import dev.tarn.columnar.Batch;
import dev.tarn.columnar.Bitmaps;
import dev.tarn.columnar.DataType;
import dev.tarn.columnar.Vector;
import dev.tarn.engine.function.Args;
import dev.tarn.engine.function.Rows;

import java.util.List;

/// COALESCE: each operand is asked for the rows that are null so far.
final class CoalesceNode implements Node {
    private final List<Node> operands;
    private final DataType type;

    CoalesceNode(List<Node> operands, DataType type) {
        this.operands = operands;
        this.type = type;
    }

    @Override
    public Vector evaluate(Batch batch, Rows rows) {
        Parts parts = new Parts(rows);
        Rows open = rows;
        for (Node operand : operands) {
            if (open.selectedCount() == 0) {
                break;
            }
            Vector vector = operand.evaluate(batch, open);
            long[] validity = Args.validity(vector);
            if (validity == null) {
                parts.rest(vector);
                break;
            }
            int[] nulls = new int[open.selectedCount()];
            int count = 0;
            for (int i = 0; i < open.selectedCount(); i++) {
                int row = open.row(i);
                nulls[count] = row;
                count += Bitmaps.isSet(validity, row) ? 0 : 1;
            }
            Rows left = open.of(nulls, count);
            if (count < open.selectedCount()) {
                parts.add(vector.flatten().withValidity(null), Predicate.minus(open, left));
            }
            open = left;
        }
        return parts.merge(type);
    }
}
