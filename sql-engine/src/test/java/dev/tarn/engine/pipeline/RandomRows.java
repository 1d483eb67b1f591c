package dev.tarn.engine.pipeline;

import dev.tarn.columnar.DataType;
import dev.tarn.columnar.DataType.Field;

import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// Rows of random types and values, from a seed; values repeat often enough for groups and joins.
record RandomRows(List<Field> fields, List<List<@Nullable Object>> rows) {
    private static final List<DataType> TYPES =
            List.of(
                    DataType.BIGINT,
                    DataType.INTEGER,
                    DataType.STRING,
                    DataType.DATE,
                    DataType.DOUBLE,
                    DataType.REAL,
                    DataType.BOOLEAN,
                    new DataType.Decimal(10, 2),
                    new DataType.Decimal(38, 4),
                    new DataType.ListOf(DataType.STRING));

    static RandomRows of(Random random, int columnCount, int rowCount) {
        List<DataType> types = new ArrayList<>();
        for (int column = 0; column < columnCount; column++) {
            types.add(TYPES.get(random.nextInt(TYPES.size())));
        }
        return of(random, types, rowCount, 1 + random.nextInt(3000));
    }

    static RandomRows of(Random random, List<DataType> types, int rowCount, int distinct) {
        List<List<@Nullable Object>> rows = new ArrayList<>();
        for (int row = 0; row < rowCount; row++) {
            List<@Nullable Object> values = new ArrayList<>();
            for (DataType type : types) {
                values.add(random.nextInt(10) == 0 ? null : value(type, random.nextInt(distinct)));
            }
            rows.add(values);
        }
        return new RandomRows(Plans.fields(types.toArray(DataType[]::new)), rows);
    }

    static Object value(DataType type, int number) {
        int spread = number * 7919 - 1_000_000;
        return switch (type) {
            case DataType.Simple simple ->
                    switch (simple) {
                        case BIGINT -> spread * 4_000_000_007L;
                        case INTEGER -> spread;
                        case DATE -> LocalDate.ofEpochDay(number - 500);
                        case DOUBLE -> spread / 8.0;
                        case REAL -> spread / 8.0f;
                        case BOOLEAN -> number % 2 == 0;
                        case STRING -> number % 7 == 0 ? "" : "a common start " + spread;
                        default -> throw new IllegalArgumentException(type.toString());
                    };
            case DataType.Decimal decimal ->
                    decimal.precision() > 18
                            ? new BigDecimal(
                                    BigInteger.valueOf(spread).shiftLeft(64), decimal.scale())
                            : BigDecimal.valueOf(spread, decimal.scale());
            case DataType.ListOf _ ->
                    number % 3 == 0
                            ? List.of()
                            : List.of("x" + number % 5, "y".repeat(number % 11));
            default -> throw new IllegalArgumentException(type.toString());
        };
    }
}
