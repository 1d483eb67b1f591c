package dev.tarn.engine.eval;

import dev.tarn.columnar.Batch;
import dev.tarn.columnar.DataType;
import dev.tarn.columnar.Vector;
import dev.tarn.engine.SqlException;
import dev.tarn.engine.function.Rows;

/// TRY: null where the operand fails on the data it is given, as Trino defines it: division by
/// zero, wrong casts and arguments, numbers out of range. Rows are tried together, and one by one
/// only once that failed.
final class TryNode implements Node {
    private final Node operand;
    private final DataType type;

    TryNode(Node operand, DataType type) {
        this.operand = operand;
        this.type = type;
    }

    @Override
    public Vector evaluate(Batch batch, Rows rows) {
        try {
            return operand.evaluate(batch, rows);
        } catch (SqlException e) {
            if (!isTried(e)) {
                throw e;
            }
            return oneByOne(batch, rows);
        }
    }

    private Vector oneByOne(Batch batch, Rows rows) {
        Parts parts = new Parts(rows);
        for (int i = 0; i < rows.selectedCount(); i++) {
            Rows row = new Rows(rows.rowCount(), new int[] {rows.row(i)}, 1);
            try {
                parts.add(operand.evaluate(batch, row), row);
            } catch (SqlException e) {
                if (!isTried(e)) {
                    throw e;
                }
            }
        }
        return parts.merge(type);
    }

    private static boolean isTried(SqlException e) {
        return switch (e.code()) {
            case DIVISION_BY_ZERO,
                    INVALID_CAST_ARGUMENT,
                    INVALID_FUNCTION_ARGUMENT,
                    NUMERIC_VALUE_OUT_OF_RANGE ->
                    true;
            default -> false;
        };
    }
}
