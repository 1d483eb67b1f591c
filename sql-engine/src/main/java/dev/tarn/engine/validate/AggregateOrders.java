package dev.tarn.engine.validate;

import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlFunction;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;

import java.util.List;

/// `array_agg(x ORDER BY y)` as `array_agg(x) WITHIN GROUP (ORDER BY y)`, the one form that
/// Calcite's validator knows for any aggregate function.
final class AggregateOrders {
    private AggregateOrders() {}

    /// The call in that form, if its arguments end with an order.
    static SqlCall rewritten(SqlCall call) {
        int last = call.operandCount() - 1;
        if (last < 1
                || !(call.getOperator() instanceof SqlFunction)
                || !(call.operand(last) instanceof SqlNodeList order)) {
            return call;
        }
        List<SqlNode> arguments = call.getOperandList().subList(0, last);
        SqlCall bare =
                call.getOperator()
                        .createCall(
                                call.getFunctionQuantifier(),
                                call.getParserPosition(),
                                arguments.toArray(SqlNode[]::new));
        return SqlStdOperatorTable.WITHIN_GROUP.createCall(call.getParserPosition(), bare, order);
    }
}
