package dev.tarn.engine.pipeline;

import static dev.tarn.engine.pipeline.ContractCase.FIELDS;
import static dev.tarn.engine.pipeline.ContractCase.KEYS;
import static dev.tarn.engine.pipeline.ContractCase.keeping;
import static dev.tarn.engine.pipeline.ContractCase.spilling;

import dev.tarn.columnar.DataType;
import dev.tarn.columnar.DataType.Field;
import dev.tarn.engine.physical.JoinType;
import dev.tarn.engine.physical.Plan;
import dev.tarn.engine.physical.SortKey;
import dev.tarn.engine.physical.WindowCall;
import dev.tarn.engine.physical.WindowFrame;
import dev.tarn.engine.physical.WindowFunction;

import java.util.ArrayList;
import java.util.List;

/// Sorts, windows, and the set operations that number equal rows by a window.
final class OrderCases {
    private OrderCases() {}

    static List<ContractCase> all() {
        List<SortKey> byNumber = List.of(new SortKey(0, false, false));
        return List.of(
                new ContractCase("sort", (left, _) -> new Plan.Sort(left, KEYS), true, true),
                new ContractCase(
                        "top n", (left, _) -> new Plan.TopN(left, KEYS, 50, 7), true, true),
                new ContractCase(
                        "limit of a sort",
                        (left, _) -> new Plan.Limit(new Plan.Sort(left, KEYS), 20, 3),
                        true,
                        true),
                spilling("window", (left, _) -> window(left, List.of(1), byNumber)),
                spilling("window by two keys", (left, _) -> window(left, List.of(2, 1), byNumber)),
                keeping("window of all", (left, _) -> window(left, List.of(), List.of())),
                new ContractCase(
                        "ordered window of all",
                        (left, _) -> window(left, List.of(), KEYS),
                        true,
                        true),
                new ContractCase(
                        "running window of all",
                        (left, _) -> running(left, List.of(), KEYS),
                        true,
                        true),
                new ContractCase(
                        "running window of sorted partitions",
                        (left, _) ->
                                running(
                                        new Plan.Sort(left, KEYS),
                                        List.of(1),
                                        KEYS.subList(1, KEYS.size())),
                        true,
                        true),
                spilling(
                        "window that may run",
                        (left, _) -> running(left, List.of(1), KEYS.subList(1, KEYS.size()))),
                spilling("intersect all", (left, right) -> matched(left, right, JoinType.SEMI)),
                spilling("except all", (left, right) -> matched(left, right, JoinType.ANTI)));
    }

    /// Results that do not depend on the order of rows with equal keys.
    static Plan window(Plan input, List<Integer> partitionKeys, List<SortKey> order) {
        WindowFrame groups =
                new WindowFrame(
                        WindowFrame.Unit.GROUPS,
                        new WindowFrame.Bound.Offset(true, 3),
                        new WindowFrame.Bound.CurrentRow(),
                        WindowFrame.Exclusion.NO_OTHERS);
        WindowFunction sum = new WindowFunction.Over(Sums.SUM);
        List<WindowCall> calls = new ArrayList<>();
        calls.add(
                new WindowCall(
                        WindowFunction.Ranking.RANK, List.of(), false, WindowFrame.PARTITION));
        calls.add(
                new WindowCall(
                        sum, List.of(0), false, order.isEmpty() ? WindowFrame.PARTITION : groups));
        if (!order.isEmpty()) {
            calls.add(new WindowCall(WindowFunction.Pick.FIRST_VALUE, List.of(0), true, groups));
        }
        List<Field> output = new ArrayList<>(input.output());
        for (int call = 0; call < calls.size(); call++) {
            output.add(new Field("w" + call, DataType.BIGINT));
        }
        return new Plan.Window(input, partitionKeys, order, calls, output);
    }

    /// Results that depend on the rows before alone, and on the peers.
    private static Plan running(Plan input, List<Integer> partitionKeys, List<SortKey> order) {
        List<WindowCall> calls = new ArrayList<>();
        calls.add(
                new WindowCall(
                        WindowFunction.Ranking.DENSE_RANK,
                        List.of(),
                        false,
                        WindowFrame.PARTITION));
        for (WindowFrame.Unit unit : WindowFrame.Unit.values()) {
            WindowFrame frame =
                    new WindowFrame(
                            unit,
                            new WindowFrame.Bound.Unbounded(),
                            new WindowFrame.Bound.CurrentRow(),
                            WindowFrame.Exclusion.NO_OTHERS);
            WindowFunction max =
                    new WindowFunction.Over(ContractCase.aggregate("max", DataType.BIGINT));
            calls.add(new WindowCall(max, List.of(0), false, frame));
            calls.add(new WindowCall(WindowFunction.Pick.FIRST_VALUE, List.of(0), false, frame));
        }
        calls.add(
                new WindowCall(WindowFunction.Pick.LAG, List.of(0), false, WindowFrame.PARTITION));
        List<Field> output = new ArrayList<>(input.output());
        for (int call = 0; call < calls.size(); call++) {
            output.add(new Field("w" + call, DataType.BIGINT));
        }
        return new Plan.Window(input, partitionKeys, order, calls, output);
    }

    /// Equal rows of each side are numbered, and the numbers joined with the rows.
    private static Plan matched(Plan left, Plan right, JoinType type) {
        List<Integer> keys = List.of(0, 1, 2, 3);
        return new Plan.HashJoin(
                numbered(left),
                numbered(right),
                type,
                keys,
                keys,
                List.of(true, true, true, true),
                null);
    }

    private static Plan numbered(Plan input) {
        WindowCall number =
                new WindowCall(
                        WindowFunction.Ranking.ROW_NUMBER, List.of(), false, WindowFrame.PARTITION);
        List<Field> output = new ArrayList<>(FIELDS);
        output.add(new Field("number", DataType.BIGINT));
        return new Plan.Window(input, List.of(0, 1, 2), List.of(), List.of(number), output);
    }
}
