package dev.tarn.engine.pipeline;

import static dev.tarn.engine.pipeline.ContractCase.count;
import static dev.tarn.engine.pipeline.ContractCase.less;
import static dev.tarn.engine.pipeline.ContractCase.spilling;

import dev.tarn.columnar.DataType;
import dev.tarn.engine.expr.Expr;
import dev.tarn.engine.physical.JoinType;
import dev.tarn.engine.physical.Plan;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Joins of each type: by hash, also on null keys and with a further condition, and by nested
/// loops.
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
        return cases;
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
