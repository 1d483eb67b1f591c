package dev.tarn.engine.function.aggregate;

import dev.tarn.columnar.DataType;
import dev.tarn.columnar.DataType.Decimal;
import dev.tarn.columnar.ListVector;
import dev.tarn.columnar.Vector;
import dev.tarn.engine.function.Accumulator;
import dev.tarn.engine.function.AggregateFamily;
import dev.tarn.engine.function.AggregateFunction;
import dev.tarn.engine.function.ValueOrder;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;

/// All aggregate families, with Trino's names and result types.
public final class Aggregates {
    private static final List<DataType> INTEGERS =
            List.of(DataType.BIGINT, DataType.INTEGER, DataType.SMALLINT, DataType.TINYINT);
    private static final DataType DOUBLE = DataType.DOUBLE;

    private Aggregates() {}

    public static List<AggregateFamily> families() {
        List<AggregateFamily> families = new ArrayList<>();
        families.add(count());
        families.add(
                family("count_if", "count_if(boolean) → bigint")
                        .with(
                                List.of(DataType.BOOLEAN),
                                DataType.BIGINT,
                                CountAccumulator::ofTrue));
        families.add(sum());
        families.add(average());
        families.add(extreme("min", true));
        families.add(extreme("max", false));
        families.add(extremeBy("min_by", true));
        families.add(extremeBy("max_by", false));
        AggregateOverloads any = ofAnyType("any_value", FirstAccumulator::new);
        families.add(any);
        families.add(any.named("arbitrary"));
        AggregateOverloads and = bool("bool_and", true);
        families.add(and);
        families.add(and.named("every"));
        families.add(bool("bool_or", false));
        addVariances(families);
        addPairs(families);
        addOfDoubles(families);
        addMaps(families);
        for (BitwiseAccumulator.Operation operation : BitwiseAccumulator.Operation.values()) {
            String name = "bitwise_" + operation.name().toLowerCase(Locale.ROOT) + "_agg";
            families.add(
                    family(name, name + "(bigint) → bigint")
                            .with(
                                    List.of(DataType.BIGINT),
                                    DataType.BIGINT,
                                    () -> new BitwiseAccumulator(operation)));
        }
        families.add(arrayOf());
        AggregateOverloads join =
                family("string_agg", "string_agg(varchar, varchar [ORDER BY …]) → varchar")
                        .with(
                                List.of(DataType.STRING, DataType.STRING),
                                DataType.STRING,
                                JoinAccumulator::new);
        families.add(join);
        families.add(join.named("listagg"));
        families.addAll(Sketches.families());
        families.add(
                family("checksum", "checksum(x) → varbinary, whatever the order of rows")
                        .binding(
                                1,
                                types ->
                                        function(
                                                "checksum",
                                                types,
                                                DataType.BINARY,
                                                ChecksumAccumulator::new)));
        return families;
    }

    private static AggregateOverloads family(String name, String usage) {
        return AggregateOverloads.family(name, usage);
    }

    private static Optional<AggregateFunction> function(
            String name,
            List<DataType> parameters,
            DataType result,
            Supplier<Accumulator> accumulator) {
        return Optional.of(new AggregateFunction(name, parameters, result, accumulator));
    }

    private static AggregateFamily count() {
        return family("count", "count(*) or count(x) → bigint")
                .with(List.of(), DataType.BIGINT, CountAccumulator::ofRows)
                .binding(
                        1,
                        types ->
                                function(
                                        "count",
                                        types,
                                        DataType.BIGINT,
                                        CountAccumulator::ofValues));
    }

    private static AggregateFamily sum() {
        AggregateOverloads family =
                family(
                        "sum",
                        "sum(number) → bigint, decimal(38,s), real or double; sum(interval) →"
                                + " interval");
        family = ofIntervals(family, false);
        for (DataType type : INTEGERS) {
            family = family.with(List.of(type), DataType.BIGINT, LongSumAccumulator::new);
        }
        return family.with(List.of(DOUBLE), DOUBLE, () -> new DoubleSumAccumulator(DOUBLE, false))
                .with(
                        List.of(DataType.REAL),
                        DataType.REAL,
                        () -> new DoubleSumAccumulator(DataType.REAL, false))
                .binding(
                        1,
                        types -> {
                            if (!(types.getFirst() instanceof Decimal type)) {
                                return Optional.empty();
                            }
                            Decimal result = new Decimal(Decimal.MAX_PRECISION, type.scale());
                            return function(
                                    "sum",
                                    types,
                                    result,
                                    () -> new DecimalSumAccumulator(result, false));
                        });
    }

    private static AggregateFamily average() {
        AggregateOverloads family =
                family(
                        "avg",
                        "avg(number) → double, real or decimal(p,s); avg(interval) → interval");
        family = ofIntervals(family, true);
        for (DataType type : INTEGERS) {
            family =
                    family.with(
                            List.of(type), DOUBLE, () -> new DoubleSumAccumulator(DOUBLE, true));
        }
        return family.with(List.of(DOUBLE), DOUBLE, () -> new DoubleSumAccumulator(DOUBLE, true))
                .with(
                        List.of(DataType.REAL),
                        DataType.REAL,
                        () -> new DoubleSumAccumulator(DataType.REAL, true))
                .binding(
                        1,
                        types ->
                                types.getFirst() instanceof Decimal type
                                        ? function(
                                                "avg",
                                                types,
                                                type,
                                                () -> new DecimalSumAccumulator(type, true))
                                        : Optional.empty());
    }

    private static AggregateOverloads ofIntervals(AggregateOverloads family, boolean average) {
        AggregateOverloads more = family;
        for (DataType type : List.of(DataType.INTERVAL_YEAR_MONTH, DataType.INTERVAL_DAY_SECOND)) {
            more = more.with(List.of(type), type, () -> new IntervalSumAccumulator(type, average));
        }
        return more;
    }

    private static AggregateFamily extreme(String name, boolean least) {
        return family(
                        name,
                        name
                                + "(x) → the type of x, which has an order;"
                                + " with how many, an array: %s(x, bigint)".formatted(name))
                .binding(2, types -> ExtremeLists.ofValues(name, types, least))
                .binding(
                        1,
                        types -> {
                            DataType type = types.getFirst();
                            if (!ValueOrder.isOrdered(type)) {
                                return Optional.empty();
                            }
                            Supplier<Accumulator> accumulator =
                                    switch (type.physical()) {
                                        case BOOLEAN, INT, LONG, FLOAT, DOUBLE ->
                                                () -> new LongExtremeAccumulator(type, least);
                                        case BYTES ->
                                                () -> new BytesExtremeAccumulator(type, least);
                                        case INT128, LIST, MAP, STRUCT ->
                                                () -> new ExtremeByAccumulator(type, type, least);
                                    };
                            return function(name, types, type, accumulator);
                        });
    }

    private static AggregateFamily extremeBy(String name, boolean least) {
        return family(
                        name,
                        name
                                + "(value, key[, bigint count]) → the type of value; with a count,"
                                + " an array")
                .binding(3, types -> ExtremeLists.ofKeys(name, types, least))
                .binding(
                        2,
                        types ->
                                ValueOrder.isOrdered(types.get(1))
                                        ? function(
                                                name,
                                                types,
                                                types.get(0),
                                                () ->
                                                        new ExtremeByAccumulator(
                                                                types.get(0), types.get(1), least))
                                        : Optional.empty());
    }

    private static AggregateOverloads ofAnyType(
            String name, java.util.function.Function<DataType, Accumulator> accumulator) {
        return family(name, name + "(x) → the type of x")
                .binding(
                        1,
                        types ->
                                function(
                                        name,
                                        types,
                                        types.getFirst(),
                                        () -> accumulator.apply(types.getFirst())));
    }

    private static AggregateFamily arrayOf() {
        return family("array_agg", "array_agg(x [ORDER BY …]) → array of x, nulls among them")
                .binding(
                        1,
                        types -> {
                            DataType.ListOf result = new DataType.ListOf(types.getFirst());
                            return function(
                                    "array_agg", types, result, () -> new ListAccumulator(result));
                        });
    }

    private static AggregateOverloads bool(String name, boolean and) {
        return family(name, name + "(boolean) → boolean")
                .with(
                        List.of(DataType.BOOLEAN),
                        DataType.BOOLEAN,
                        () -> new LongExtremeAccumulator(DataType.BOOLEAN, and));
    }

    private static void addVariances(List<AggregateFamily> families) {
        for (MomentAccumulator.Result result : MomentAccumulator.Result.values()) {
            String name = result.name().toLowerCase(Locale.ROOT);
            AggregateOverloads family =
                    family(name, name + "(double) → double")
                            .with(List.of(DOUBLE), DOUBLE, () -> new MomentAccumulator(result));
            families.add(family);
            if (result == MomentAccumulator.Result.STDDEV_SAMP) {
                families.add(family.named("stddev"));
            } else if (result == MomentAccumulator.Result.VAR_SAMP) {
                families.add(family.named("variance"));
            }
        }
    }

    private static void addOfDoubles(List<AggregateFamily> families) {
        for (ShapeAccumulator.Result result : ShapeAccumulator.Result.values()) {
            families.add(ofDouble(result, () -> new ShapeAccumulator(result)));
        }
        for (LogSumAccumulator.Result result : LogSumAccumulator.Result.values()) {
            families.add(ofDouble(result, () -> new LogSumAccumulator(result)));
        }
    }

    private static AggregateFamily ofDouble(Enum<?> result, Supplier<Accumulator> accumulator) {
        String name = result.name().toLowerCase(Locale.ROOT);
        return family(name, name + "(double) → double").with(List.of(DOUBLE), DOUBLE, accumulator);
    }

    private static void addMaps(List<AggregateFamily> families) {
        families.add(
                family("map_agg", "map_agg(key, value) → map of them, the first value of each key")
                        .binding(
                                2,
                                types ->
                                        map(
                                                "map_agg",
                                                types,
                                                types.get(1),
                                                KeyedLists::firstValues)));
        families.add(
                family("multimap_agg", "multimap_agg(key, value) → map of each key to its values")
                        .binding(
                                2,
                                types ->
                                        map(
                                                "multimap_agg",
                                                types,
                                                new DataType.ListOf(types.get(1)),
                                                KeyedLists::allValues)));
        families.add(
                family("map_union", "map_union(map) → map of all entries, the first of each key")
                        .binding(
                                1,
                                types ->
                                        types.getFirst() instanceof DataType.MapOf map
                                                ? function(
                                                        "map_union",
                                                        types,
                                                        map,
                                                        () ->
                                                                new CollectingAccumulator(
                                                                        types,
                                                                        (columns, groupCount) ->
                                                                                KeyedLists.union(
                                                                                        map,
                                                                                        columns,
                                                                                        groupCount)))
                                                : Optional.empty()));
        families.add(
                family("histogram", "histogram(x) → map of each x to how often it came")
                        .binding(
                                1,
                                types ->
                                        map(
                                                "histogram",
                                                types,
                                                DataType.BIGINT,
                                                KeyedLists::counts)));
    }

    /// How a map is made of what a group was given.
    private interface MapFinish {
        Vector of(DataType.MapOf type, List<ListVector> columns, int groupCount);
    }

    private static Optional<AggregateFunction> map(
            String name, List<DataType> types, DataType value, MapFinish finish) {
        DataType.MapOf result = new DataType.MapOf(types.getFirst(), value);
        return function(
                name,
                types,
                result,
                () ->
                        new CollectingAccumulator(
                                types,
                                (columns, groupCount) -> finish.of(result, columns, groupCount)));
    }

    private static void addPairs(List<AggregateFamily> families) {
        families.add(
                family("regr_count", "regr_count(double y, double x) → bigint")
                        .with(List.of(DOUBLE, DOUBLE), DataType.BIGINT, CountAccumulator::ofPairs));
        for (PairAccumulator.Result result : PairAccumulator.Result.values()) {
            String name = result.name().toLowerCase(Locale.ROOT);
            families.add(
                    family(name, name + "(double y, double x) → double")
                            .with(
                                    List.of(DOUBLE, DOUBLE),
                                    DOUBLE,
                                    () -> new PairAccumulator(result)));
        }
    }
}
