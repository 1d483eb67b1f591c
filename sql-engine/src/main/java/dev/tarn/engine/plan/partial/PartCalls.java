package dev.tarn.engine.plan.partial;

import org.apache.calcite.rel.RelCollations;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.AggregateCall;
import org.apache.calcite.rel.logical.LogicalAggregate;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.SqlAggFunction;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.util.ImmutableBitSet;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// Groups of a node's rows that answer a [Request]:
///
/// ```
/// asked: [a.k], sum(a.y)    →    Aggregate by [k] [sum(y)]
/// a                                Project [k, y]
///                                    a
/// ```
final class PartCalls {
    private static final int LONG_DIGITS = 19;

    private PartCalls() {}

    /// What of a request tells groups apart: all that is wanted but constants, each once.
    static List<RexNode> keys(Request request) {
        Set<RexNode> keys = new LinkedHashSet<>();
        for (RexNode wanted : request.wanted()) {
            if (!Steps.columns(wanted).isEmpty()) {
                keys.add(wanted);
            }
        }
        return List.copyOf(keys);
    }

    static Built groups(RelNode node, Request request) {
        RexBuilder rex = node.getCluster().getRexBuilder();
        List<RexNode> keys = keys(request);
        List<RexNode> columns = new ArrayList<>(keys);
        List<Integer> arguments = new ArrayList<>();
        for (Part part : request.parts()) {
            RexNode argument = argument(part, rex);
            int at = argument == null ? -1 : columns.lastIndexOf(argument);
            if (argument != null && at < 0) {
                at = columns.size();
                columns.add(argument);
            }
            arguments.add(at);
        }
        RelNode input = Built.project(node, columns, null);
        List<AggregateCall> calls = new ArrayList<>();
        for (int i = 0; i < arguments.size(); i++) {
            List<Integer> of = arguments.get(i) < 0 ? List.of() : List.of(arguments.get(i));
            calls.add(of(function(request.parts().get(i)), of, input, keys.isEmpty()));
        }
        RelNode groups =
                LogicalAggregate.create(
                        input, List.of(), ImmutableBitSet.range(keys.size()), null, calls);
        List<RexNode> wanted = new ArrayList<>();
        for (RexNode one : request.wanted()) {
            int key = keys.indexOf(one);
            wanted.add(key < 0 ? one : rex.makeInputRef(groups, key));
        }
        List<RexNode> states = new ArrayList<>();
        for (int i = 0; i < calls.size(); i++) {
            states.add(rex.makeInputRef(groups, keys.size() + i));
        }
        return new Built(groups, wanted, states);
    }

    /// What is added up; longs as decimals, which hold any sum of them.
    private static @Nullable RexNode argument(Part part, RexBuilder rex) {
        RexNode argument = part.argument();
        if (argument == null) {
            return null;
        }
        RelDataTypeFactory types = rex.getTypeFactory();
        SqlTypeName type = argument.getType().getSqlTypeName();
        RelDataType wanted =
                switch (part.kind()) {
                    case SUM ->
                            switch (type) {
                                case BIGINT ->
                                        types.createSqlType(SqlTypeName.DECIMAL, LONG_DIGITS, 0);
                                case REAL -> types.createSqlType(SqlTypeName.DOUBLE);
                                default -> argument.getType();
                            };
                    case DOUBLE_SUM -> types.createSqlType(SqlTypeName.DOUBLE);
                    case ROWS, VALUES, LEAST, MOST -> argument.getType();
                };
        RelDataType same = types.createTypeWithNullability(wanted, argument.getType().isNullable());
        return same.equals(argument.getType())
                ? argument
                : rex.makeAbstractCast(same, argument, false);
    }

    private static SqlAggFunction function(Part part) {
        return switch (part.kind()) {
            case ROWS, VALUES -> SqlStdOperatorTable.COUNT;
            case SUM, DOUBLE_SUM -> SqlStdOperatorTable.SUM;
            case LEAST -> SqlStdOperatorTable.MIN;
            case MOST -> SqlStdOperatorTable.MAX;
        };
    }

    /// A call over columns of `input`, of the type that it has there.
    static AggregateCall of(
            SqlAggFunction function, List<Integer> arguments, RelNode input, boolean hasEmptySet) {
        return AggregateCall.create(
                function,
                false,
                false,
                false,
                List.of(),
                arguments,
                -1,
                null,
                RelCollations.EMPTY,
                hasEmptySet,
                input,
                null,
                null);
    }
}
