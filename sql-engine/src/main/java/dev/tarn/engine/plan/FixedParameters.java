package dev.tarn.engine.plan;

import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlDynamicParam;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlOrderBy;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.SqlWindow;
import org.apache.calcite.sql.util.SqlBasicVisitor;
import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/// Finds the question marks whose values decide what a query is, rather than being computed with:
/// in ORDER BY, GROUP BY and windows (where a number names a column, or says how far a frame goes),
/// LIMIT, OFFSET, time travel and samples. And in VALUES, whose rows keep their order as literals.
final class FixedParameters extends SqlBasicVisitor<@Nullable Void> {
    private final BitSet fixed = new BitSet();
    private boolean inside;

    private FixedParameters() {}

    /// The indexes of these question marks in `query`.
    static BitSet of(SqlNode query) {
        FixedParameters visitor = new FixedParameters();
        query.accept(visitor);
        return visitor.fixed;
    }

    @Override
    public @Nullable Void visit(SqlDynamicParam parameter) {
        if (inside) {
            fixed.set(parameter.getIndex());
        }
        return null;
    }

    @Override
    public @Nullable Void visit(SqlCall call) {
        switch (call) {
            case SqlOrderBy order -> {
                order.query.accept(this);
                fix(Arrays.asList(order.orderList, order.offset, order.fetch));
            }
            case SqlSelect select -> {
                for (SqlNode part : select.getOperandList()) {
                    if (part != null && !isFixed(select, part)) {
                        part.accept(this);
                    }
                }
                fix(
                        Arrays.asList(
                                select.getGroup(),
                                select.getWindowList(),
                                select.getOrderList(),
                                select.getOffset(),
                                select.getFetch()));
            }
            case SqlWindow window -> fix(window.getOperandList());
            default -> {
                SqlKind kind = call.getKind();
                if (kind == SqlKind.SNAPSHOT || kind == SqlKind.TABLESAMPLE) {
                    call.operand(0).accept(this);
                    fix(call.getOperandList().subList(1, call.operandCount()));
                } else if (kind == SqlKind.VALUES) {
                    fix(call.getOperandList());
                } else {
                    super.visit(call);
                }
            }
        }
        return null;
    }

    private static boolean isFixed(SqlSelect select, SqlNode part) {
        return part == select.getGroup()
                || part == select.getWindowList()
                || part == select.getOrderList()
                || part == select.getOffset()
                || part == select.getFetch();
    }

    private void fix(List<? extends @Nullable SqlNode> nodes) {
        boolean before = inside;
        inside = true;
        for (SqlNode node : nodes) {
            if (node != null && !(node instanceof SqlNodeList list && list.isEmpty())) {
                node.accept(this);
            }
        }
        inside = before;
    }
}
