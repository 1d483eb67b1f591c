package dev.tarn.engine.pipeline;

import static dev.tarn.engine.pipeline.ContractCase.FIELDS;
import static dev.tarn.engine.pipeline.ContractCase.column;
import static dev.tarn.engine.pipeline.ContractCase.keeping;
import static dev.tarn.engine.pipeline.ContractCase.less;
import static dev.tarn.engine.pipeline.ContractCase.spilling;

import dev.tarn.columnar.DataType;
import dev.tarn.engine.expr.Expr;
import dev.tarn.engine.physical.AggregateCall;
import dev.tarn.engine.physical.Plan;
import dev.tarn.engine.physical.SortKey;

import java.util.ArrayList;
import java.util.List;

/// Aggregations: by hash, by a small range of keys, without keys, of distinct, chosen and ordered
/// rows, by several sets of keys.
final class GroupCases {
    private static final AggregateCall SUM = new AggregateCall(Sums.SUM, List.of(0), false, null);
    private static final AggregateCall COUNT =
            new AggregateCall(Sums.COUNT, List.of(), false, null);
    private static final AggregateCall DISTINCT_SUM =
            new AggregateCall(Sums.SUM, List.of(0), true, null);
    private static final AggregateCall DISTINCT_COUNT =
            new AggregateCall(Sums.count(DataType.STRING), List.of(1), true, null);
    private static final AggregateCall MOST =
            new AggregateCall(
                    ContractCase.aggregate("max", DataType.STRING), List.of(1), false, null);

    private static final AggregateCall CHOSEN = new AggregateCall(Sums.COUNT, List.of(), false, 3);
    private static final AggregateCall DISTINCT_CHOSEN =
            new AggregateCall(Sums.count(DataType.BIGINT), List.of(0), true, 3);
    private static final AggregateCall LIST =
            new AggregateCall(
                    ContractCase.aggregate("array_agg", DataType.BIGINT),
                    List.of(0),
                    false,
                    null,
                    List.of(new SortKey(0, true, false)));

    private GroupCases() {}

    static List<ContractCase> all() {
        return List.of(
                spilling("groups by hash", (left, _) -> groups(left, List.of(1), SUM, MOST)),
                spilling("groups by range", (left, _) -> groups(left, List.of(2), SUM, MOST)),
                spilling("groups by two keys", (left, _) -> groups(left, List.of(2, 1), COUNT)),
                keeping("groups without keys", (left, _) -> groups(left, List.of(), SUM, MOST)),
                spilling("distinct rows", (left, _) -> groups(left, List.of(0, 1, 2))),
                spilling(
                        "distinct values of groups",
                        (left, _) -> groups(left, List.of(2), SUM, DISTINCT_SUM, DISTINCT_COUNT)),
                spilling(
                        "distinct values of all rows",
                        (left, _) -> groups(left, List.of(), DISTINCT_COUNT, COUNT)),
                spilling("chosen rows of groups", (left, _) -> chosen(left)),
                spilling("ordered rows of groups", (left, _) -> lists(left, List.of(2))),
                keeping("ordered rows of all", (left, _) -> lists(left, List.of())),
                spilling("grouping sets", (left, _) -> sets(left)),
                streamed("groups of sorted rows", List.of(1), SUM, MOST, CHOSEN),
                streamed("groups by two keys of sorted rows", List.of(0, 1), COUNT, LIST),
                streamed(
                        "distinct values of groups of sorted rows",
                        List.of(1),
                        DISTINCT_SUM,
                        DISTINCT_CHOSEN),
                streamed("distinct sorted rows", List.of(2, 0, 1)));
    }

    /// Groups of rows that a sort puts side by side.
    private static ContractCase streamed(String name, List<Integer> keys, AggregateCall... calls) {
        return new ContractCase(
                name,
                (left, _) -> groups(marked(new Plan.Sort(left, ContractCase.KEYS)), keys, calls),
                true,
                true);
    }

    private static Plan groups(Plan input, List<Integer> keys, AggregateCall... calls) {
        List<DataType> output = new ArrayList<>();
        keys.forEach(key -> output.add(FIELDS.get(key).type()));
        for (AggregateCall call : calls) {
            output.add(call.function().resultType());
        }
        return new Plan.Aggregate(
                input, keys, List.of(calls), Plans.fields(output.toArray(DataType[]::new)));
    }

    /// `input`, and behind its columns whether the number is negative.
    private static Plan marked(Plan input) {
        Expr negative = less(0, new Expr.Literal(0L, DataType.BIGINT));
        return new Plan.Project(
                input,
                List.of(column(0), column(1), column(2), negative),
                Plans.fields(DataType.BIGINT, DataType.STRING, DataType.DATE, DataType.BOOLEAN));
    }

    private static Plan chosen(Plan input) {
        return groups(
                marked(input),
                List.of(1),
                new AggregateCall(Sums.SUM, List.of(0), false, 3),
                new AggregateCall(Sums.SUM, List.of(0), true, 3));
    }

    private static Plan lists(Plan input, List<Integer> keys) {
        return groups(input, keys, LIST, SUM);
    }

    /// Each set by itself, as queries are lowered.
    private static Plan sets(Plan input) {
        List<Plan> sets = new ArrayList<>();
        for (List<Integer> keys : List.of(List.of(1, 2), List.of(1), List.<Integer>of())) {
            List<Expr> columns = new ArrayList<>();
            for (int key : List.of(1, 2)) {
                DataType type = FIELDS.get(key).type();
                int at = keys.indexOf(key);
                columns.add(at < 0 ? new Expr.Literal(null, type) : new Expr.Column(at, type));
            }
            columns.add(new Expr.Column(keys.size(), DataType.BIGINT));
            sets.add(
                    new Plan.Project(
                            groups(input, keys, SUM),
                            columns,
                            Plans.fields(DataType.STRING, DataType.DATE, DataType.BIGINT)));
        }
        return new Plan.UnionAll(sets, sets.getFirst().output());
    }
}
