package dev.tarn.engine.agg;

import dev.tarn.columnar.DataType;
import dev.tarn.columnar.FlatVector;
import dev.tarn.columnar.ListVector;
import dev.tarn.columnar.Vector;
import dev.tarn.engine.function.Accumulator;
import dev.tarn.engine.function.Rows;
import dev.tarn.engine.function.aggregate.CollectingAccumulator;
import dev.tarn.engine.order.SortOrder;
import dev.tarn.engine.physical.AggregateCall;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Any aggregate of rows in an order: arguments and sort keys are kept as they come, and in the end
/// the function is given the rows of each group sorted. Rows that are equal in all keys stay in the
/// order in which they came.
final class OrderedRows {
    private OrderedRows() {}

    /// @param types the types of the call's arguments, sort keys among them
    static Accumulator accumulator(AggregateCall call, List<DataType> types) {
        return new CollectingAccumulator(
                types, (columns, groupCount) -> finish(call, columns, groupCount));
    }

    private static Vector finish(AggregateCall call, List<ListVector> columns, int groupCount) {
        List<FlatVector> values = new ArrayList<>();
        for (ListVector column : columns) {
            values.add(column.elements().flatten());
        }
        int[] offsets = columns.getFirst().offsets();
        int[] order = new int[offsets[groupCount]];
        int[] groups = new int[order.length];
        SortOrder sort = new SortOrder(call.order(), values::get);
        for (int group = 0; group < groupCount; group++) {
            if (offsets[group] < offsets[group + 1]) {
                sort.sort(order, offsets[group], offsets[group + 1]);
                Arrays.fill(groups, offsets[group], offsets[group + 1], group);
            }
        }
        Accumulator function = call.function().newAccumulator().get();
        function.resize(groupCount);
        List<Vector> sorted = new ArrayList<>();
        for (int argument = 0; argument < call.function().parameterTypes().size(); argument++) {
            sorted.add(values.get(argument).take(order, order.length));
        }
        function.add(groups, sorted, Rows.all(order.length));
        return function.finish(0, groupCount);
    }
}
