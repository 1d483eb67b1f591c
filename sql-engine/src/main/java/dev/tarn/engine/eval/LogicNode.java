package dev.tarn.engine.eval;

import dev.tarn.columnar.Batch;
import dev.tarn.columnar.Bitmaps;
import dev.tarn.columnar.BooleanVector;
import dev.tarn.columnar.DataType;
import dev.tarn.columnar.Vector;
import dev.tarn.engine.function.Args;
import dev.tarn.engine.function.Rows;

import java.util.Arrays;
import java.util.List;

/// AND and OR as values. An operand that decides a row (false for AND, true for OR) ends it; later
/// operands are asked only for the rows still open, null or not.
final class LogicNode implements Node {
    private final List<Node> operands;
    private final boolean and;

    LogicNode(List<Node> operands, boolean and) {
        this.operands = operands;
        this.and = and;
    }

    @Override
    public Vector evaluate(Batch batch, Rows rows) {
        int rowCount = rows.rowCount();
        boolean[] values = new boolean[rowCount];
        Arrays.fill(values, and);
        long[] validity = Bitmaps.allSet(rowCount);
        Rows open = rows;
        boolean nulls = false;
        for (Node operand : operands) {
            if (open.selectedCount() == 0) {
                break;
            }
            Vector operandValues = operand.evaluate(batch, open);
            boolean[] operandBooleans = Args.booleans(operandValues);
            long[] operandValidity = Args.validity(operandValues);
            int[] left = new int[open.selectedCount()];
            int count = 0;
            for (int i = 0; i < open.selectedCount(); i++) {
                int row = open.row(i);
                if (!Bitmaps.isSet(operandValidity, row)) {
                    Bitmaps.clear(validity, row);
                    nulls = true;
                    left[count++] = row;
                } else if (operandBooleans[row] == and) {
                    left[count++] = row;
                } else {
                    values[row] = !and;
                    Bitmaps.set(validity, row);
                }
            }
            open = open.of(left, count);
        }
        return new BooleanVector(DataType.BOOLEAN, values, nulls ? validity : null, rowCount);
    }
}
