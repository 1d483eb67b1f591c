package dev.tarn.engine.function.math;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tarn.columnar.ConstantVector;
import dev.tarn.columnar.DataType;
import dev.tarn.columnar.DataType.Decimal;
import dev.tarn.columnar.IntVector;
import dev.tarn.columnar.JavaValues;
import dev.tarn.columnar.LongVector;
import dev.tarn.columnar.Vector;
import dev.tarn.engine.function.FunctionContext;
import dev.tarn.engine.function.Rows;
import dev.tarn.engine.function.ScalarFunction;
import dev.tarn.engine.function.library.Functions;
import dev.tarn.testkit.SeededRandom;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;

class DecimalRoundingTest {
    private static final int ROWS = 300;
    private static final FunctionContext CONTEXT =
            new FunctionContext(Instant.EPOCH, ZoneId.of("UTC"), "test", 1);

    @ParameterizedTest
    @EnumSource(
            value = RoundingMode.class,
            names = {"HALF_UP", "DOWN"})
    void decimals_are_rounded_at_one_digit_for_all_and_at_one_for_each(RoundingMode mode) {
        String name = mode == RoundingMode.DOWN ? "truncate" : "round";
        SeededRandom.forEachSeed(
                300,
                random -> {
                    int precision = 1 + random.nextInt(16);
                    Decimal type = new Decimal(precision, random.nextInt(precision + 1));
                    long most = BigDecimal.TEN.pow(precision).longValueExact();
                    long[] values =
                            random.longs(ROWS, 1 - most, most)
                                    .map(value ->
                                            random.nextInt(4) == 0 ? value / 10 * 10 + 5 : value)
                                    .filter(value -> value < most)
                                    .toArray();
                    values = Arrays.copyOf(values, ROWS);
                    int digits = random.nextInt(-2, type.scale() + 3);
                    ScalarFunction function =
                            Functions.standard()
                                    .scalar(name)
                                    .orElseThrow()
                                    .bind(List.of(type, DataType.INTEGER))
                                    .orElseThrow();
                    int[] repeated = new int[ROWS];
                    Arrays.fill(repeated, digits);
                    IntVector one = new IntVector(DataType.INTEGER, new int[] {digits});
                    List<@Nullable Object> forAll =
                            apply(
                                    function,
                                    new LongVector(type, values),
                                    new ConstantVector(one, ROWS));
                    List<@Nullable Object> forEach =
                            apply(
                                    function,
                                    new LongVector(type, values),
                                    new IntVector(DataType.INTEGER, repeated));
                    for (int row = 0; row < ROWS; row++) {
                        BigDecimal value = BigDecimal.valueOf(values[row], type.scale());
                        BigDecimal rounded =
                                value.setScale(digits, mode).setScale(type.scale(), mode);
                        if (digits >= type.scale()) {
                            rounded = value;
                        }
                        assertThat(forAll.get(row))
                                .as("%s to %s", value, digits)
                                .isEqualTo(rounded);
                        assertThat(forEach.get(row))
                                .as("%s to %s", value, digits)
                                .isEqualTo(rounded);
                    }
                });
    }

    private static List<@Nullable Object> apply(
            ScalarFunction function, Vector values, Vector digits) {
        return JavaValues.values(
                function.kernel().apply(List.of(values, digits), Rows.all(ROWS), CONTEXT));
    }
}
