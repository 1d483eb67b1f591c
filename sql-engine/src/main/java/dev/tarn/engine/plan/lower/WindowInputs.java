package dev.tarn.engine.plan.lower;

import dev.tarn.columnar.DataType;
import dev.tarn.columnar.DataType.Field;
import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.SqlException;
import dev.tarn.engine.function.AggregateFamily;
import dev.tarn.engine.function.AggregateFunction;
import dev.tarn.engine.function.FunctionRegistry;
import dev.tarn.engine.parse.Grammar;
import dev.tarn.engine.physical.Plan;
import dev.tarn.engine.physical.WindowCall;
import dev.tarn.engine.physical.WindowFrame;
import dev.tarn.engine.physical.WindowFrame.Bound;
import dev.tarn.engine.physical.WindowFunction;
import dev.tarn.engine.schema.RelTypes;
import dev.tarn.engine.validate.RegistryAggregate;

import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexOver;
import org.apache.calcite.rex.RexWindow;
import org.apache.calcite.rex.RexWindowBound;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.sql.type.SqlTypeUtil;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/// The columns that windows and the expressions above them read, each once.
final class WindowInputs {
    private final FunctionRegistry registry;
    private final RexBuilder rexBuilder;
    private final RelNode input;
    private final List<RexNode> nodes = new ArrayList<>();

    WindowInputs(FunctionRegistry registry, RexBuilder rexBuilder, RelNode input) {
        this.registry = registry;
        this.rexBuilder = rexBuilder;
        this.input = input;
    }

    /// The ordinal of the column that holds `node`.
    int column(RexNode node) {
        int known = nodes.indexOf(node);
        if (known >= 0) {
            return known;
        }
        nodes.add(node);
        return nodes.size() - 1;
    }

    /// The ordinal of the column that holds `node` as a `type`.
    private int column(RexNode node, DataType type) {
        return column(
                RelTypes.fromRel(node.getType()).equals(type)
                        ? node
                        : rexBuilder.makeAbstractCast(
                                RelTypes.toRel(type, true, rexBuilder.getTypeFactory()),
                                node,
                                false));
    }

    /// The input with these columns and no others; with a constant where nobody reads any, as rows
    /// are kept in their columns.
    Plan plan(Lowering lowering) {
        if (nodes.isEmpty()) {
            nodes.add(rexBuilder.makeLiteral(true));
        }
        List<Field> output = new ArrayList<>();
        for (int i = 0; i < nodes.size(); i++) {
            RexNode node = nodes.get(i);
            String name =
                    node instanceof RexInputRef reference
                            ? input.getRowType().getFieldNames().get(reference.getIndex())
                            : "$" + i;
            output.add(new Field(name, RelTypes.fromRel(node.getType())));
        }
        return lowering.projection(nodes, output, input);
    }

    /// The function, arguments and frame of `over`.
    ///
    /// @throws SqlException NOT_SUPPORTED for a function that no window computes, or DISTINCT
    WindowCall call(RexOver over) {
        if (over.isDistinct()) {
            throw Expressions.unsupported("DISTINCT in a window function");
        }
        WindowFunction function = function(over);
        List<Integer> arguments = new ArrayList<>();
        for (int i = 0; i < over.getOperands().size(); i++) {
            arguments.add(column(over.getOperands().get(i), argumentType(function, over, i)));
        }
        boolean looksAtPartition =
                function instanceof WindowFunction.Ranking
                        || function == WindowFunction.Pick.LEAD
                        || function == WindowFunction.Pick.LAG;
        return new WindowCall(
                function,
                arguments,
                over.ignoreNulls(),
                looksAtPartition ? WindowFrame.PARTITION : frame(over.getWindow()));
    }

    private WindowFunction function(RexOver over) {
        return switch (over.getAggOperator().getKind()) {
            case ROW_NUMBER -> WindowFunction.Ranking.ROW_NUMBER;
            case RANK -> WindowFunction.Ranking.RANK;
            case DENSE_RANK -> WindowFunction.Ranking.DENSE_RANK;
            case PERCENT_RANK -> WindowFunction.Ranking.PERCENT_RANK;
            case CUME_DIST -> WindowFunction.Ranking.CUME_DIST;
            case NTILE -> WindowFunction.Ranking.NTILE;
            case LEAD -> WindowFunction.Pick.LEAD;
            case LAG -> WindowFunction.Pick.LAG;
            case FIRST_VALUE -> WindowFunction.Pick.FIRST_VALUE;
            case LAST_VALUE -> WindowFunction.Pick.LAST_VALUE;
            case NTH_VALUE -> WindowFunction.Pick.NTH_VALUE;
            default -> aggregate(over);
        };
    }

    private WindowFunction aggregate(RexOver over) {
        String name = over.getAggOperator().getName().toLowerCase(Locale.ROOT);
        if (over.ignoreNulls()) {
            throw Expressions.unsupported("IGNORE NULLS of " + name);
        }
        AggregateFamily family =
                over.getAggOperator() instanceof RegistryAggregate known
                        ? known.family()
                        : registry.aggregate(name)
                                .orElseThrow(
                                        () -> Expressions.unsupported("Window function " + name));
        List<DataType> types =
                over.getOperands().stream().map(node -> RelTypes.fromRel(node.getType())).toList();
        AggregateFunction function =
                family.bind(types)
                        .orElseThrow(() ->
                                new SqlException(
                                        ErrorCode.FUNCTION_NOT_FOUND,
                                        "Function %s does not take %s; usage: %s"
                                                .formatted(name, types, family.usage())));
        return new WindowFunction.Over(function);
    }

    private static DataType argumentType(WindowFunction function, RexOver over, int argument) {
        return switch (function) {
            case WindowFunction.Ranking _ -> DataType.BIGINT;
            case WindowFunction.Pick _ ->
                    argument == 1 ? DataType.BIGINT : RelTypes.fromRel(over.getType());
            case WindowFunction.Over aggregate -> {
                List<DataType> types = aggregate.function().parameterTypes();
                yield types.get(Math.min(argument, types.size() - 1));
            }
        };
    }

    /// The type of what the function itself gives.
    static DataType resultType(RexOver over, WindowCall call) {
        return switch (call.function()) {
            case WindowFunction.Ranking ranking ->
                    ranking == WindowFunction.Ranking.PERCENT_RANK
                                    || ranking == WindowFunction.Ranking.CUME_DIST
                            ? DataType.DOUBLE
                            : DataType.BIGINT;
            case WindowFunction.Pick _ -> RelTypes.fromRel(over.getType());
            case WindowFunction.Over aggregate -> aggregate.function().resultType();
        };
    }

    private WindowFrame frame(RexWindow window) {
        RexWindowBound lower = window.getLowerBound();
        RexWindowBound upper = window.getUpperBound();
        WindowFrame.Unit unit =
                isGroups(lower) || isGroups(upper)
                        ? WindowFrame.Unit.GROUPS
                        : window.isRows() ? WindowFrame.Unit.ROWS : WindowFrame.Unit.RANGE;
        WindowFrame.Exclusion exclusion =
                switch (window.getExclude()) {
                    case EXCLUDE_NO_OTHER -> WindowFrame.Exclusion.NO_OTHERS;
                    case EXCLUDE_CURRENT_ROW -> WindowFrame.Exclusion.CURRENT_ROW;
                    case EXCLUDE_GROUP -> WindowFrame.Exclusion.GROUP;
                    case EXCLUDE_TIES -> WindowFrame.Exclusion.TIES;
                };
        return new WindowFrame(
                unit, bound(lower, unit, window), bound(upper, unit, window), exclusion);
    }

    private static boolean isGroups(RexWindowBound bound) {
        return bound.getOffset() instanceof RexCall call
                && call.getOperator().getName().equals(Grammar.GROUPS);
    }

    private Bound bound(RexWindowBound bound, WindowFrame.Unit unit, RexWindow window) {
        if (bound.isUnbounded()) {
            return new Bound.Unbounded();
        }
        if (bound.isCurrentRow()) {
            return new Bound.CurrentRow();
        }
        RexNode distance = Objects.requireNonNull(bound.getOffset());
        if (unit == WindowFrame.Unit.RANGE) {
            return value(distance, bound.isPreceding(), window);
        }
        RexNode count = isGroups(bound) ? ((RexCall) distance).getOperands().getFirst() : distance;
        if (!SqlTypeUtil.isIntType(count.getType())) {
            throw new SqlException(
                    ErrorCode.TYPE_MISMATCH,
                    "Window frame %s offset must be a whole number, not %s"
                            .formatted(unit, RelTypes.fromRel(count.getType())));
        }
        if (count instanceof RexLiteral literal && !literal.isNull()) {
            long number = Objects.requireNonNull(literal.getValueAs(BigDecimal.class)).longValue();
            if (number >= 0) {
                return new Bound.Offset(bound.isPreceding(), number);
            }
        }
        return new Bound.Computed(bound.isPreceding(), column(count, DataType.BIGINT));
    }

    /// The order key, moved by `distance`. Whole numbers are moved as BIGINT, so that only the
    /// largest leave their range.
    private Bound value(RexNode distance, boolean preceding, RexWindow window) {
        if (window.orderKeys.size() != 1) {
            throw new SqlException(
                    ErrorCode.INVALID_ARGUMENTS,
                    "A window frame RANGE with an offset takes one ORDER BY key, not "
                            + window.orderKeys.size());
        }
        RexNode key = window.orderKeys.getFirst().left;
        if (SqlTypeUtil.isIntType(key.getType())) {
            key =
                    rexBuilder.makeAbstractCast(
                            rexBuilder
                                    .getTypeFactory()
                                    .createTypeWithNullability(
                                            rexBuilder
                                                    .getTypeFactory()
                                                    .createSqlType(SqlTypeName.BIGINT),
                                            key.getType().isNullable()),
                            key,
                            false);
        }
        boolean down = preceding != window.orderKeys.getFirst().getDirection().isDescending();
        RexNode moved = moved(key, distance, down);
        DataType type = RelTypes.fromRel(moved.getType());
        return new Bound.Value(preceding, column(moved), column(key, type));
    }

    private RexNode moved(RexNode key, RexNode distance, boolean down) {
        RelDataType type = key.getType();
        if (SqlTypeUtil.isInterval(distance.getType())) {
            SqlOperator operator =
                    down ? SqlStdOperatorTable.MINUS_DATE : SqlStdOperatorTable.DATETIME_PLUS;
            return rexBuilder.makeCall(type, operator, List.of(key, distance));
        }
        return rexBuilder.makeCall(
                down ? SqlStdOperatorTable.MINUS : SqlStdOperatorTable.PLUS,
                List.of(key, distance));
    }
}
