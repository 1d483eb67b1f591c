package dev.tarn.engine.function.cast;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tarn.columnar.DataType;
import dev.tarn.columnar.DataType.Decimal;
import dev.tarn.columnar.DoubleVector;
import dev.tarn.columnar.JavaValues;
import dev.tarn.columnar.LongVector;
import dev.tarn.columnar.Vector;
import dev.tarn.engine.function.FunctionContext;
import dev.tarn.engine.function.Rows;
import dev.tarn.testkit.SeededRandom;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// Decimals that fit longs, converted in loops over longs, beside BigDecimal.
class DecimalConversionsTest {
    private static final int ROWS = 500;
    private static final FunctionContext CONTEXT =
            new FunctionContext(Instant.EPOCH, ZoneId.of("UTC"), "test", 1);

    private static Decimal type(Random random) {
        int precision = 1 + random.nextInt(18);
        return new Decimal(precision, random.nextInt(precision + 1));
    }

    /// Numbers of any magnitude that the type has, its ends and halves among them.
    private static long unscaled(Random random, Decimal type) {
        long most = BigDecimal.TEN.pow(type.precision()).longValueExact() - 1;
        return switch (random.nextInt(5)) {
            case 0 -> random.nextBoolean() ? most : -most;
            case 1 -> random.nextLong(-most, most + 1) / 10 * 10 + 5L * random.nextInt(-1, 2);
            case 2 -> random.nextInt(-100, 100);
            default -> random.nextLong(-most, most + 1) >> random.nextInt(60);
        };
    }

    private static List<BigDecimal> decimals(Random random, Decimal type) {
        BigDecimal most = BigDecimal.TEN.pow(type.precision());
        List<BigDecimal> values = new ArrayList<>();
        while (values.size() < ROWS) {
            BigDecimal value = BigDecimal.valueOf(unscaled(random, type), type.scale());
            if (value.unscaledValue().abs().compareTo(most.toBigInteger()) < 0) {
                values.add(value);
            }
        }
        return values;
    }

    private static Vector vector(Decimal type, List<BigDecimal> values) {
        return new LongVector(
                type,
                values.stream().mapToLong(value -> value.unscaledValue().longValue()).toArray());
    }

    /// What the conversion gives; null where it says that a value does not fit.
    private static List<@Nullable Object> converted(Vector values, DataType to) {
        Vector out =
                Casts.function(values.type(), to, true)
                        .kernel()
                        .apply(List.of(values), Rows.all(values.length()), CONTEXT);
        return JavaValues.values(out);
    }

    private static @Nullable BigDecimal fitting(BigDecimal exact, Decimal to) {
        BigDecimal rounded = exact.setScale(to.scale(), RoundingMode.HALF_UP);
        return rounded.unscaledValue().abs().toString().length() > to.precision() ? null : rounded;
    }

    @Test
    void decimals_become_doubles_and_whole_numbers() {
        SeededRandom.forEachSeed(
                200,
                random -> {
                    Decimal type = type(random);
                    List<BigDecimal> values = decimals(random, type);
                    List<@Nullable Object> doubles =
                            converted(vector(type, values), DataType.DOUBLE);
                    List<@Nullable Object> longs = converted(vector(type, values), DataType.BIGINT);
                    List<@Nullable Object> ints = converted(vector(type, values), DataType.INTEGER);
                    for (int i = 0; i < ROWS; i++) {
                        BigDecimal value = values.get(i);
                        long whole = value.setScale(0, RoundingMode.HALF_UP).longValueExact();
                        assertThat(doubles.get(i)).as("%s", value).isEqualTo(value.doubleValue());
                        assertThat(longs.get(i)).as("%s", value).isEqualTo(whole);
                        assertThat(ints.get(i))
                                .as("%s", value)
                                .isEqualTo(whole == (int) whole ? (Integer) (int) whole : null);
                    }
                });
    }

    @Test
    void decimals_become_others_of_any_scale() {
        SeededRandom.forEachSeed(
                200,
                random -> {
                    Decimal type = type(random);
                    Decimal to = type(random);
                    List<BigDecimal> values = decimals(random, type);
                    List<@Nullable Object> out = converted(vector(type, values), to);
                    for (int i = 0; i < ROWS; i++) {
                        assertThat(out.get(i))
                                .as("%s as %s", values.get(i), to)
                                .isEqualTo(fitting(values.get(i), to));
                    }
                });
    }

    @Test
    void doubles_become_the_decimals_that_they_are_written_as() {
        SeededRandom.forEachSeed(
                200,
                random -> {
                    Decimal to = type(random);
                    double[] values = new double[ROWS];
                    for (int i = 0; i < ROWS; i++) {
                        double spelled =
                                BigDecimal.valueOf(
                                                unscaled(random, type(random)), random.nextInt(18))
                                        .doubleValue();
                        values[i] =
                                switch (random.nextInt(4)) {
                                    case 0 -> spelled;
                                    case 1 -> Math.nextUp(spelled);
                                    case 2 -> random.nextInt(-20_000, 20_000) / 8.0;
                                    default ->
                                            random.nextGaussian()
                                                    * Math.pow(10, random.nextInt(-5, 12));
                                };
                    }
                    List<@Nullable Object> out =
                            converted(new DoubleVector(DataType.DOUBLE, values), to);
                    for (int i = 0; i < ROWS; i++) {
                        BigDecimal exact = new BigDecimal(Double.toString(values[i]));
                        assertThat(out.get(i))
                                .as("%s as %s", values[i], to)
                                .isEqualTo(fitting(exact, to));
                    }
                });
    }
}
