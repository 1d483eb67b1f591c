package dev.tarn.engine.function.aggregate;

import dev.tarn.columnar.DataType;
import dev.tarn.columnar.DataType.ListOf;
import dev.tarn.columnar.FlatVector;
import dev.tarn.columnar.ListVector;
import dev.tarn.columnar.LongVector;
import dev.tarn.columnar.Vector;
import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.SqlException;
import dev.tarn.engine.function.AggregateFunction;
import dev.tarn.engine.function.ValueOrder;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// The least or greatest values of a group, or those beside the least or greatest keys, as many as
/// asked for, in order: `min(x, n)`, `max_by(x, y, n)`. Rows with a null key are left out; of equal
/// keys those that came first. Null for no row. All rows are kept until the end.
final class ExtremeLists {
    private static final int MAX_COUNT = 10_000;

    private final String name;
    private final ListOf type;
    private final boolean least;

    private ExtremeLists(String name, ListOf type, boolean least) {
        this.name = name;
        this.type = type;
        this.least = least;
    }

    /// The overload `name(x, n)`.
    static Optional<AggregateFunction> ofValues(String name, List<DataType> types, boolean least) {
        DataType type = types.getFirst();
        return bound(name, type, List.of(type, DataType.BIGINT), least);
    }

    /// The overload `name(x, y, n)`.
    static Optional<AggregateFunction> ofKeys(String name, List<DataType> types, boolean least) {
        return bound(
                name, types.get(0), List.of(types.get(0), types.get(1), DataType.BIGINT), least);
    }

    private static Optional<AggregateFunction> bound(
            String name, DataType value, List<DataType> parameters, boolean least) {
        if (!ValueOrder.isOrdered(parameters.get(parameters.size() - 2))) {
            return Optional.empty();
        }
        ExtremeLists lists = new ExtremeLists(name, new ListOf(value), least);
        return Optional.of(
                new AggregateFunction(
                        name,
                        parameters,
                        lists.type,
                        () -> new CollectingAccumulator(parameters, lists::finish)));
    }

    private Vector finish(List<ListVector> columns, int groupCount) {
        int[] offsets = columns.getFirst().offsets();
        FlatVector keys = columns.get(columns.size() - 2).elements().flatten();
        FlatVector counts = columns.getLast().elements().flatten();
        int[] kept = new int[offsets[groupCount]];
        int[] ends = new int[groupCount + 1];
        boolean[] seen = new boolean[groupCount];
        int at = 0;
        for (int group = 0; group < groupCount; group++) {
            int from = offsets[group];
            int to = offsets[group + 1];
            int wanted = from == to ? 0 : count(counts, from, to);
            int found = 0;
            Integer[] order = order(keys, from, to);
            for (; found < Math.min(wanted, order.length); found++) {
                kept[at++] = order[found];
            }
            seen[group] = found > 0;
            ends[group + 1] = at;
        }
        Vector values = columns.getFirst().elements().take(kept, at);
        return new ListVector(type, ends, values, Groups.validity(seen, 0, groupCount), groupCount);
    }

    /// The rows with a key, the extreme first.
    private Integer[] order(FlatVector keys, int from, int to) {
        Integer[] rows = new Integer[to - from];
        int count = 0;
        for (int row = from; row < to; row++) {
            if (!keys.isNull(row)) {
                rows[count++] = row;
            }
        }
        Integer[] order = Arrays.copyOf(rows, count);
        Arrays.sort(
                order,
                (a, b) -> {
                    int compared = ValueOrder.compare(keys, a, keys, b);
                    return least ? compared : -compared;
                });
        return order;
    }

    private int count(FlatVector counts, int from, int to) {
        for (int row = from; row < to; row++) {
            if (counts.isNull(row) || !ValueOrder.equal(counts, from, counts, row)) {
                throw invalid("must be the same for all rows of a group, and not null");
            }
        }
        long count = ((LongVector) counts).values()[from];
        if (count < 1 || count > MAX_COUNT) {
            throw invalid("must be from 1 to %d, not %d".formatted(MAX_COUNT, count));
        }
        return (int) count;
    }

    private SqlException invalid(String message) {
        return new SqlException(
                ErrorCode.INVALID_FUNCTION_ARGUMENT,
                "%s's number of values %s".formatted(name, message));
    }
}
