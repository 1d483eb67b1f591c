package dev.tarn.engine.plan.partial;

import org.apache.calcite.rel.RelCollations;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Aggregate;
import org.apache.calcite.rel.core.AggregateCall;
import org.apache.calcite.rel.logical.LogicalAggregate;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.SqlAggFunction;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.util.ImmutableBitSet;
import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/// An aggregation as what it asks of its input's groups, and what it makes of their results:
///
/// ```
/// Aggregate by [k] [count(*), avg(x)]    →    Project [k, r, s / n]
///                                               Aggregate by [k] [sum(r), sum(s), sum(n)]
///                                                 asked: [k], r := count(*), s := sum(x),
///                                                   n := count(x)
/// ```
///
/// Calls for which rows that come several times make no difference, as those with DISTINCT, want
/// their arguments as keys are wanted. Floating-point numbers are added in another order.
final class Decomposed {
    private final Aggregate aggregate;
    private final RexBuilder rex;
    private final List<RexNode> wanted = new ArrayList<>();
    private final List<Part> parts = new ArrayList<>();

    private Decomposed(Aggregate aggregate) {
        this.aggregate = aggregate;
        this.rex = aggregate.getCluster().getRexBuilder();
    }

    /// Null where a call cannot be computed in parts.
    static @Nullable Decomposed of(Aggregate aggregate) {
        Decomposed decomposed = new Decomposed(aggregate);
        for (int key : aggregate.getGroupSet()) {
            decomposed.wanted.add(decomposed.column(key));
        }
        for (AggregateCall call : aggregate.getAggCallList()) {
            if (!decomposed.takes(call)) {
                return null;
            }
        }
        return decomposed;
    }

    Request request() {
        return new Request(wanted, parts);
    }

    private RexNode column(int column) {
        return rex.makeInputRef(aggregate.getInput(), column);
    }

    private boolean takes(AggregateCall call) {
        if (call.hasFilter()
                || call.ignoreNulls()
                || call.isApproximate()
                || call.distinctKeys != null
                || !call.getCollation().getFieldCollations().isEmpty()
                || call.getArgList().size() > 1
                        && call.getAggregation().getKind() != SqlKind.GROUPING) {
            return false;
        }
        if (isKept(call)) {
            call.getArgList().forEach(argument -> add(wanted, column(argument)));
            return true;
        }
        List<Part> needed = needed(call);
        needed.forEach(part -> add(parts, part));
        return !needed.isEmpty();
    }

    /// Whether the call is asked of the groups as it is of the rows.
    private static boolean isKept(AggregateCall call) {
        return switch (call.getAggregation().getKind()) {
            case COUNT, SUM, AVG -> call.isDistinct();
            case GROUPING, LITERAL_AGG -> true;
            default -> false;
        };
    }

    private static <T> int add(List<T> all, T one) {
        int known = all.indexOf(one);
        if (known >= 0) {
            return known;
        }
        all.add(one);
        return all.size() - 1;
    }

    /// The parts of a call; none where it has none.
    private List<Part> needed(AggregateCall call) {
        RexNode argument =
                call.getArgList().isEmpty() ? null : column(call.getArgList().getFirst());
        SqlKind kind = call.getAggregation().getKind();
        if (argument == null) {
            return kind == SqlKind.COUNT ? List.of(new Part(Part.Kind.ROWS, null)) : List.of();
        }
        SqlTypeName type = argument.getType().getSqlTypeName();
        return switch (kind) {
            case COUNT -> List.of(new Part(Part.Kind.VALUES, argument));
            case MIN -> List.of(new Part(Part.Kind.LEAST, argument));
            case MAX -> List.of(new Part(Part.Kind.MOST, argument));
            case SUM ->
                    SqlTypeName.NUMERIC_TYPES.contains(type)
                            ? List.of(new Part(Part.Kind.SUM, argument))
                            : List.of();
            case AVG ->
                    SqlTypeName.NUMERIC_TYPES.contains(type)
                            ? List.of(
                                    new Part(
                                            type == SqlTypeName.DECIMAL
                                                    ? Part.Kind.SUM
                                                    : Part.Kind.DOUBLE_SUM,
                                            argument),
                                    new Part(Part.Kind.VALUES, argument))
                            : List.of();
            default -> List.of();
        };
    }

    /// The aggregation over groups.
    RelNode over(Built groups) {
        List<RexNode> columns = new ArrayList<>(groups.wanted());
        columns.addAll(groups.states());
        RelNode input = Built.project(groups.rel(), columns, null);
        List<AggregateCall> calls = new ArrayList<>();
        List<RexNode> results = new ArrayList<>();
        int keys = aggregate.getGroupCount();
        List<Integer> before = aggregate.getGroupSet().asList();
        List<ImmutableBitSet> sets = new ArrayList<>();
        for (ImmutableBitSet set : aggregate.getGroupSets()) {
            sets.add(ImmutableBitSet.of(set.asList().stream().map(before::indexOf).toList()));
        }
        Totals totals = new Totals(input, calls);
        for (AggregateCall call : aggregate.getAggCallList()) {
            totals.add(call);
        }
        RelNode total =
                LogicalAggregate.create(input, List.of(), ImmutableBitSet.range(keys), sets, calls);
        for (int i = 0; i < aggregate.getRowType().getFieldCount(); i++) {
            RelDataType type = aggregate.getRowType().getFieldList().get(i).getType();
            RexNode result =
                    i < keys
                            ? rex.makeInputRef(total, i)
                            : totals.result(aggregate.getAggCallList().get(i - keys), total);
            results.add(
                    result.getType().equals(type)
                            ? result
                            : rex.makeAbstractCast(type, result, false));
        }
        return Built.project(total, results, aggregate.getRowType());
    }

    /// The calls of the aggregation over groups.
    private final class Totals {
        private final RelNode input;
        private final List<AggregateCall> calls;

        Totals(RelNode input, List<AggregateCall> calls) {
            this.input = input;
            this.calls = calls;
        }

        void add(AggregateCall call) {
            if (isKept(call)) {
                Decomposed.add(calls, kept(call));
                return;
            }
            needed(call).forEach(part -> Decomposed.add(calls, total(part)));
        }

        private AggregateCall kept(AggregateCall call) {
            List<Integer> arguments = new ArrayList<>();
            for (int argument : call.getArgList()) {
                arguments.add(wanted.indexOf(column(argument)));
            }
            return AggregateCall.create(
                    call.getAggregation(),
                    call.isDistinct(),
                    false,
                    false,
                    call.rexList,
                    arguments,
                    -1,
                    null,
                    RelCollations.EMPTY,
                    hasEmptySet(),
                    input,
                    null,
                    null);
        }

        private AggregateCall total(Part part) {
            SqlAggFunction function =
                    switch (part.kind()) {
                        case ROWS, VALUES, SUM, DOUBLE_SUM -> SqlStdOperatorTable.SUM;
                        case LEAST -> SqlStdOperatorTable.MIN;
                        case MOST -> SqlStdOperatorTable.MAX;
                    };
            return PartCalls.of(
                    function, List.of(wanted.size() + parts.indexOf(part)), input, hasEmptySet());
        }

        private boolean hasEmptySet() {
            return aggregate.getGroupSets().stream().anyMatch(ImmutableBitSet::isEmpty);
        }

        RexNode result(AggregateCall call, RelNode total) {
            if (isKept(call)) {
                return at(kept(call), total);
            }
            List<Part> needed = needed(call);
            RexNode first = at(total(needed.getFirst()), total);
            if (call.getAggregation().getKind() == SqlKind.COUNT) {
                return first.getType().isNullable()
                        ? JoinSteps.otherwise(rex, first, zero())
                        : first;
            }
            if (call.getAggregation().getKind() != SqlKind.AVG) {
                return first;
            }
            RexNode count = at(total(needed.getLast()), total);
            boolean isDouble = first.getType().getSqlTypeName() == SqlTypeName.DOUBLE;
            return rex.makeCall(
                    SqlStdOperatorTable.DIVIDE,
                    first,
                    isDouble ? rex.makeAbstractCast(first.getType(), count, false) : count);
        }

        private RexNode zero() {
            return rex.makeExactLiteral(
                    BigDecimal.ZERO, rex.getTypeFactory().createSqlType(SqlTypeName.BIGINT));
        }

        private RexNode at(AggregateCall call, RelNode total) {
            return rex.makeInputRef(total, aggregate.getGroupCount() + calls.indexOf(call));
        }
    }
}
