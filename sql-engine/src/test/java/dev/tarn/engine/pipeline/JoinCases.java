package dev.tarn.engine.pipeline;

import static dev.tarn.engine.pipeline.ContractCase.column;
import static dev.tarn.engine.pipeline.ContractCase.count;
import static dev.tarn.engine.pipeline.ContractCase.keeping;
import static dev.tarn.engine.pipeline.ContractCase.less;
import static dev.tarn.engine.pipeline.ContractCase.spilling;

import dev.tarn.columnar.DataType;
import dev.tarn.engine.expr.Expr;
import dev.tarn.engine.physical.AsOfMatch;
import dev.tarn.engine.physical.JoinType;
import dev.tarn.engine.physical.Plan;
import dev.tarn.engine.physical.SortKey;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Joins of each type: by hash, also on null keys and with a further condition, by nested loops,
/// and with the nearest row.
final class JoinCases {
    private static final Expr LESS = less(0, new Expr.Column(3, DataType.BIGINT));

    private JoinCases() {}

    static List<ContractCase> all() {
        List<ContractCase> cases = new ArrayList<>();
        for (JoinType type : JoinType.values()) {
            String name = type.name().toLowerCase(Locale.ROOT).replace('_', ' ');
            cases.add(spilling(name + " join", (left, right) -> hash(left, right, type, 1)));
            if (type.endsWithRight()) {
                cases.add(
                        spilling(
                                name + " join of a small range",
                                (left, right) -> hash(left, right, type, 2)));
            }
            if (type != JoinType.NULL_AWARE_ANTI) {
                cases.add(
                        spilling(
                                name + " join with a condition",
                                (left, right) -> join(left, right, type, List.of(1), false, LESS)));
                cases.add(
                        spilling(
                                name + " join of two keys and nulls",
                                (left, right) ->
                                        join(left, right, type, List.of(1, 2), true, null)));
            }
            cases.add(
                    spilling(
                            name + " nested loop",
                            (left, right) -> new Plan.NestedLoopJoin(left, right, type, LESS)));
        }
        cases.add(
                spilling(
                        "cross join",
                        (left, right) ->
                                count(new Plan.NestedLoopJoin(left, right, JoinType.INNER, null))));
        for (AsOfMatch match : AsOfMatch.values()) {
            cases.add(
                    keeping(
                            "asof join " + match.symbol(),
                            (left, right) -> asOf(left, right, JoinType.INNER, match)));
        }
        cases.add(
                keeping(
                        "left asof join",
                        (left, right) -> asOf(left, right, JoinType.LEFT, AsOfMatch.AT_OR_BEFORE)));
        return cases;
    }

    /// By the second and the first column; of equal right rows one is as good as another.
    private static Plan asOf(Plan left, Plan right, JoinType type, AsOfMatch match) {
        List<Integer> keys = List.of(1, 0);
        Expr known =
                new Expr.And(
                        keys.stream()
                                .<Expr>map(key -> new Expr.Not(new Expr.IsNull(column(key))))
                                .toList());
        Plan distinct =
                new Plan.Aggregate(
                        new Plan.Filter(right, known),
                        keys,
                        List.of(),
                        List.of(ContractCase.FIELDS.get(1), ContractCase.FIELDS.get(0)));
        return new Plan.AsOfJoin(
                left,
                new Plan.Sort(
                        distinct,
                        List.of(new SortKey(0, false, false), new SortKey(1, false, false))),
                type,
                keys,
                List.of(0, 1),
                match,
                -1);
    }

    private static Plan hash(Plan left, Plan right, JoinType type, int key) {
        return join(left, right, type, List.of(key), false, null);
    }

    private static Plan join(
            Plan left,
            Plan right,
            JoinType type,
            List<Integer> keys,
            boolean nullSafe,
            @Nullable Expr residual) {
        return new Plan.HashJoin(
                left, right, type, keys, keys, keys.stream().map(_ -> nullSafe).toList(), residual);
    }
}
