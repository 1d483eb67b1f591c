package dev.tarn.engine.parse;

import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.util.SqlShuttle;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/// Syntax once more: the validator knows it by which object it is, so nothing may stand in two
/// places.
public final class NodeCopy extends SqlShuttle {
    private NodeCopy() {}

    /// All of `node` anew, but for literals.
    public static <N extends SqlNode> N of(N node) {
        @SuppressWarnings("unchecked")
        N same = (N) Objects.requireNonNull(node.accept(new NodeCopy()));
        return same;
    }

    @Override
    public @Nullable SqlNode visit(SqlCall call) {
        CallCopyingArgHandler handler = new CallCopyingArgHandler(call, true);
        call.getOperator().acceptCall(this, call, false, handler);
        return handler.result();
    }

    @Override
    public @Nullable SqlNode visit(SqlIdentifier name) {
        return (SqlNode) name.clone(name.getParserPosition());
    }

    @Override
    public @Nullable SqlNode visit(SqlNodeList list) {
        List<@Nullable SqlNode> copies = new ArrayList<>();
        for (SqlNode node : list) {
            copies.add(node == null ? null : node.accept(this));
        }
        return new SqlNodeList(copies, list.getParserPosition());
    }
}
