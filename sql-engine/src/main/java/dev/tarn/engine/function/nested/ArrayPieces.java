package dev.tarn.engine.function.nested;

import static dev.tarn.columnar.DataType.BIGINT;
import static dev.tarn.columnar.DataType.BOOLEAN;

import dev.tarn.columnar.BooleanVector;
import dev.tarn.columnar.DataType;
import dev.tarn.columnar.DataType.ListOf;
import dev.tarn.columnar.FlatVector;
import dev.tarn.columnar.Interleave;
import dev.tarn.columnar.ListVector;
import dev.tarn.columnar.Vector;
import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.SqlException;
import dev.tarn.engine.function.Args;
import dev.tarn.engine.function.Coercions;
import dev.tarn.engine.function.OverloadedFamily;
import dev.tarn.engine.function.OverloadedFamily.Overload;
import dev.tarn.engine.function.Rows;
import dev.tarn.engine.function.ScalarFamily;
import dev.tarn.engine.function.ScalarFunction;
import dev.tarn.engine.function.ValueOrder;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;

/// Parts of arrays: their ends, runs, choices, and their elements in another order.
final class ArrayPieces {
    /// Elements that a choice may have, and choices that one array may give, as in Trino.
    private static final int MAX_CHOICE = 5;

    private static final int MAX_CHOICES = 100_000;

    /// Elements that the runs of one batch may have together.
    private static final int MAX_ELEMENTS = 10_000_000;

    private ArrayPieces() {}

    static List<ScalarFamily> families() {
        return List.of(
                end("array_first", true),
                end("array_last", false),
                family(
                        "trim_array",
                        "trim_array(array, bigint count) → array without its last elements",
                        2,
                        types ->
                                ofList(
                                        "trim_array",
                                        types,
                                        types.getFirst(),
                                        ArrayPieces::trimmed)),
                family(
                        "contains_sequence",
                        "contains_sequence(array, array) → boolean",
                        2,
                        ArrayPieces::bindContains),
                family(
                        "ngrams",
                        "ngrams(array, bigint length) → array of the runs of that length",
                        2,
                        types ->
                                ofList(
                                        "ngrams",
                                        types,
                                        new ListOf(types.getFirst()),
                                        ArrayPieces::runs)),
                family(
                        "combinations",
                        "combinations(array, bigint count up to 5) → array of all choices",
                        2,
                        types ->
                                ofList(
                                        "combinations",
                                        types,
                                        new ListOf(types.getFirst()),
                                        ArrayPieces::choices)),
                shuffle());
    }

    private static ScalarFamily family(String name, String usage, int count, Overload overload) {
        return OverloadedFamily.family(name, usage).binder(count, count, overload).build();
    }

    private static SqlException invalid(String message, Object... values) {
        return new SqlException(ErrorCode.INVALID_FUNCTION_ARGUMENT, message.formatted(values));
    }

    private static ListVector list(List<Vector> arguments) {
        return (ListVector) arguments.getFirst().flatten();
    }

    private static ScalarFamily end(String name, boolean first) {
        return family(
                name,
                name + "(array) → element, null of an empty array",
                1,
                types ->
                        types.getFirst() instanceof ListOf(DataType element)
                                ? Optional.of(
                                        ScalarFunction.of(
                                                name,
                                                types,
                                                element,
                                                (arguments, rows, context) ->
                                                        ends(list(arguments), rows, first)))
                                : Optional.empty());
    }

    private static Vector ends(ListVector lists, Rows rows, boolean first) {
        int[] from = new int[rows.rowCount()];
        int[] at = new int[rows.rowCount()];
        Arrays.fill(from, -1);
        for (int i = 0; i < rows.selectedCount(); i++) {
            int row = rows.row(i);
            if (lists.offsets()[row] < lists.offsets()[row + 1]) {
                from[row] = 0;
                at[row] = first ? lists.offsets()[row] : lists.offsets()[row + 1] - 1;
            }
        }
        DataType type = ((ListOf) lists.type()).element();
        return Interleave.of(type, List.of(lists.elements()), from, at, rows.rowCount());
    }

    /// What is made of arrays and a number for each.
    @FunctionalInterface
    private interface OfList {
        Vector apply(ListVector lists, long[] numbers, Rows rows);
    }

    private static Optional<ScalarFunction> ofList(
            String name, List<DataType> types, DataType result, OfList function) {
        return types.getFirst() instanceof ListOf list
                ? Optional.of(
                        ScalarFunction.of(
                                        name,
                                        List.of(list, BIGINT),
                                        result,
                                        (arguments, rows, context) ->
                                                function.apply(
                                                        list(arguments),
                                                        Args.longs(arguments.get(1)),
                                                        rows))
                                .failing())
                : Optional.empty();
    }

    private static Vector trimmed(ListVector lists, long[] counts, Rows rows) {
        ListPicks picks = new ListPicks(rows);
        for (int i = 0; i < rows.selectedCount(); i++) {
            int row = rows.row(i);
            int from = lists.offsets()[row];
            int size = lists.offsets()[row + 1] - from;
            if (counts[row] < 0 || counts[row] > size) {
                throw invalid(
                        "trim_array cannot take %d elements from an array of %d",
                        counts[row], size);
            }
            picks.addAll(0, from, from + size - (int) counts[row]);
            picks.end(row);
        }
        return picks.finish((ListOf) lists.type(), List.of(lists.elements()));
    }

    private static Optional<ScalarFunction> bindContains(List<DataType> types) {
        return types.stream().allMatch(ListOf.class::isInstance)
                ? Coercions.common(types)
                        .map(list ->
                                ScalarFunction.of(
                                        "contains_sequence",
                                        List.of(list, list),
                                        BOOLEAN,
                                        (arguments, rows, context) -> contained(arguments, rows)))
                : Optional.empty();
    }

    /// Nulls are equal here.
    private static Vector contained(List<Vector> arguments, Rows rows) {
        ListVector lists = list(arguments);
        ListVector parts = (ListVector) arguments.get(1).flatten();
        boolean[] out = new boolean[rows.rowCount()];
        for (int i = 0; i < rows.selectedCount(); i++) {
            int row = rows.row(i);
            int count = parts.offsets()[row + 1] - parts.offsets()[row];
            int last = lists.offsets()[row + 1] - count;
            for (int at = lists.offsets()[row]; at <= last && !out[row]; at++) {
                out[row] = isAt(lists, at, parts, parts.offsets()[row], count);
            }
        }
        return new BooleanVector(BOOLEAN, out);
    }

    private static boolean isAt(ListVector lists, int at, ListVector parts, int from, int count) {
        FlatVector elements = lists.elements().flatten();
        FlatVector wanted = parts.elements().flatten();
        for (int i = 0; i < count; i++) {
            boolean isNull = elements.isNull(at + i);
            if (isNull != wanted.isNull(from + i)
                    || !isNull && !ValueOrder.equal(elements, at + i, wanted, from + i)) {
                return false;
            }
        }
        return true;
    }

    private static Vector runs(ListVector lists, long[] lengths, Rows rows) {
        NestedPicks picks = new NestedPicks("ngrams", rows);
        for (int i = 0; i < rows.selectedCount(); i++) {
            int row = rows.row(i);
            int from = lists.offsets()[row];
            int size = lists.offsets()[row + 1] - from;
            if (lengths[row] < 1) {
                throw invalid("ngrams: the length must be at least 1, not %d", lengths[row]);
            }
            int length = (int) Math.min(lengths[row], size);
            for (int at = from; at + length <= from + size && length > 0; at++) {
                for (int element = at; element < at + length; element++) {
                    picks.add(element);
                }
                picks.endInner();
            }
            if (size == 0) {
                picks.endInner();
            }
            picks.end(row);
        }
        return picks.finish(lists);
    }

    /// Choices in the order of the places that they choose.
    private static Vector choices(ListVector lists, long[] counts, Rows rows) {
        NestedPicks picks = new NestedPicks("combinations", rows);
        for (int i = 0; i < rows.selectedCount(); i++) {
            int row = rows.row(i);
            int from = lists.offsets()[row];
            int size = lists.offsets()[row + 1] - from;
            if (counts[row] < 0 || counts[row] > MAX_CHOICE) {
                throw invalid(
                        "combinations: the count must be from 0 to %d, not %d",
                        MAX_CHOICE, counts[row]);
            }
            int count = (int) counts[row];
            if (choiceCount(size, count) > MAX_CHOICES) {
                throw invalid("combinations gives more than %,d arrays", MAX_CHOICES);
            }
            int[] chosen = new int[count];
            Arrays.setAll(chosen, at -> at);
            for (boolean more = count <= size; more; more = next(chosen, size)) {
                for (int place : chosen) {
                    picks.add(from + place);
                }
                picks.endInner();
            }
            picks.end(row);
        }
        return picks.finish(lists);
    }

    private static double choiceCount(int size, int count) {
        double choices = 1;
        for (int i = 0; i < count; i++) {
            choices = choices * (size - i) / (i + 1);
        }
        return choices;
    }

    /// The next choice of ascending places below `size`; false after the last.
    private static boolean next(int[] chosen, int size) {
        int at = chosen.length - 1;
        while (at >= 0 && chosen[at] == size - chosen.length + at) {
            at--;
        }
        if (at < 0) {
            return false;
        }
        chosen[at]++;
        for (int after = at + 1; after < chosen.length; after++) {
            chosen[after] = chosen[after - 1] + 1;
        }
        return true;
    }

    /// Batches draw from generators of their own, numbered in the order they come.
    private static ScalarFamily shuffle() {
        AtomicLong batches = new AtomicLong();
        return family(
                "shuffle",
                "shuffle(array) → array in an order by chance",
                1,
                types ->
                        types.getFirst() instanceof ListOf list
                                ? Optional.of(
                                        ScalarFunction.of(
                                                        "shuffle",
                                                        types,
                                                        list,
                                                        (arguments, rows, context) ->
                                                                shuffled(
                                                                        list(arguments),
                                                                        rows,
                                                                        new SplittableRandom(
                                                                                context.seed()
                                                                                        + batches
                                                                                                .incrementAndGet())))
                                                .varying())
                                : Optional.empty());
    }

    private static Vector shuffled(ListVector lists, Rows rows, SplittableRandom random) {
        ListPicks picks = new ListPicks(rows);
        for (int i = 0; i < rows.selectedCount(); i++) {
            int row = rows.row(i);
            int from = lists.offsets()[row];
            int[] order = new int[lists.offsets()[row + 1] - from];
            for (int at = 0; at < order.length; at++) {
                int other = random.nextInt(at + 1);
                order[at] = order[other];
                order[other] = from + at;
            }
            for (int element : order) {
                picks.add(0, element);
            }
            picks.end(row);
        }
        return picks.finish((ListOf) lists.type(), List.of(lists.elements()));
    }

    /// Arrays of arrays, made of the elements of one array a row; rows in ascending order.
    private static final class NestedPicks {
        private final String function;
        private final int[] outer;
        private int[] inner = new int[64];
        private int[] elements = new int[64];
        private int innerCount;
        private int size;
        private int ended;

        NestedPicks(String function, Rows rows) {
            this.function = function;
            this.outer = new int[rows.rowCount() + 1];
        }

        void add(int element) {
            if (size == MAX_ELEMENTS) {
                throw invalid(
                        "%s gives more than %,d elements for one batch of rows",
                        function, MAX_ELEMENTS);
            }
            if (size == elements.length) {
                elements = Arrays.copyOf(elements, 2 * size);
            }
            elements[size++] = element;
        }

        void endInner() {
            if (innerCount + 1 == inner.length) {
                inner = Arrays.copyOf(inner, 2 * inner.length);
            }
            inner[++innerCount] = size;
        }

        void end(int row) {
            Arrays.fill(outer, ended + 1, row + 1, outer[ended]);
            ended = row + 1;
            outer[ended] = innerCount;
        }

        ListVector finish(ListVector lists) {
            Arrays.fill(outer, ended + 1, outer.length, innerCount);
            Vector picked = lists.elements().take(elements, size);
            int[] ends = Arrays.copyOf(inner, innerCount + 1);
            return new ListVector(
                    new ListOf(lists.type()),
                    outer,
                    new ListVector(lists.type(), ends, picked, null, innerCount),
                    null,
                    outer.length - 1);
        }
    }
}
