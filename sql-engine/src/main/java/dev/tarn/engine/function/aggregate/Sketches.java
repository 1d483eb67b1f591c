package dev.tarn.engine.function.aggregate;

import dev.tarn.columnar.DataType;
import dev.tarn.columnar.DataType.Decimal;
import dev.tarn.columnar.DataType.ListOf;
import dev.tarn.columnar.DataType.MapOf;
import dev.tarn.engine.function.AggregateFamily;
import dev.tarn.engine.function.AggregateFunction;
import dev.tarn.engine.function.Coercions;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Optional;

/// The aggregate families whose answers are approximate, within bounds that do not grow with the
/// rows.
final class Sketches {
    private Sketches() {}

    static List<AggregateFamily> families() {
        return List.of(distinct(), percentile(), mostFrequent(), histogram());
    }

    private static AggregateFamily distinct() {
        String name = "approx_distinct";
        return AggregateOverloads.family(
                        name,
                        "approx_distinct(x[, double standard error]) → bigint, within about 2 %")
                .binding(
                        1,
                        types ->
                                Optional.of(
                                        new AggregateFunction(
                                                name, types, DataType.BIGINT, DistinctSketch::new)))
                .binding(
                        2,
                        types ->
                                Optional.of(
                                        new AggregateFunction(
                                                name,
                                                List.of(types.get(0), DataType.DOUBLE),
                                                DataType.BIGINT,
                                                DistinctSketch::withError)));
    }

    private static AggregateFamily percentile() {
        return AggregateOverloads.family(
                        "approx_percentile",
                        "approx_percentile(number[, bigint weight], double or array of double)"
                                + " → bigint, real or double, or an array")
                .binding(2, types -> percentile(types, false))
                .binding(3, types -> percentile(types, true));
    }

    private static Optional<AggregateFunction> percentile(List<DataType> types, boolean weighted) {
        DataType type = percentileType(types.getFirst());
        if (type == null) {
            return Optional.empty();
        }
        boolean array = types.getLast() instanceof ListOf;
        DataType shares = array ? new ListOf(DataType.DOUBLE) : DataType.DOUBLE;
        return Optional.of(
                new AggregateFunction(
                        "approx_percentile",
                        weighted ? List.of(type, DataType.BIGINT, shares) : List.of(type, shares),
                        array ? new ListOf(type) : type,
                        () -> new PercentileAccumulator(type, weighted, shares)));
    }

    private static @Nullable DataType percentileType(DataType type) {
        if (Coercions.isInteger(type)) {
            return DataType.BIGINT;
        }
        if (type instanceof Decimal || type == DataType.UNKNOWN) {
            return DataType.DOUBLE;
        }
        return type == DataType.REAL || type == DataType.DOUBLE ? type : null;
    }

    private static AggregateFamily mostFrequent() {
        return AggregateOverloads.family(
                        "approx_most_frequent",
                        "approx_most_frequent(bigint buckets, bigint or varchar, bigint capacity)"
                                + " → map of what came most often to how often")
                .with(
                        List.of(DataType.BIGINT, DataType.BIGINT, DataType.BIGINT),
                        new MapOf(DataType.BIGINT, DataType.BIGINT),
                        () -> new MostFrequentAccumulator(DataType.BIGINT))
                .with(
                        List.of(DataType.BIGINT, DataType.STRING, DataType.BIGINT),
                        new MapOf(DataType.STRING, DataType.BIGINT),
                        () -> new MostFrequentAccumulator(DataType.STRING));
    }

    private static AggregateFamily histogram() {
        MapOf result = new MapOf(DataType.DOUBLE, DataType.DOUBLE);
        return AggregateOverloads.family(
                        "numeric_histogram",
                        "numeric_histogram(bigint buckets, double[, double weight]) → map of the"
                                + " buckets' means to their weights")
                .with(List.of(DataType.BIGINT, DataType.DOUBLE), result, HistogramAccumulator::new)
                .with(
                        List.of(DataType.BIGINT, DataType.DOUBLE, DataType.DOUBLE),
                        result,
                        HistogramAccumulator::new);
    }
}
