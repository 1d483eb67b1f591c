package dev.tarn.engine.function.library;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tarn.columnar.Batch;
import dev.tarn.columnar.ConstantVector;
import dev.tarn.columnar.DataType;
import dev.tarn.columnar.DictionaryVector;
import dev.tarn.columnar.FlatVector;
import dev.tarn.columnar.JavaValues;
import dev.tarn.columnar.Vector;
import dev.tarn.columnar.VectorBuilder;
import dev.tarn.engine.SqlException;
import dev.tarn.engine.eval.Evaluators;
import dev.tarn.engine.expr.Expr;
import dev.tarn.engine.function.LambdaFamily;
import dev.tarn.engine.function.ScalarFamily;
import dev.tarn.engine.function.ScalarFunction;
import dev.tarn.engine.function.cast.Casts;

import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;

/// Every function and cast gives the same for a row alone as for it among others, in any encoding,
/// with any selection; and rows not selected never make one fail.
@NullUnmarked
class ConformanceTest {
    private static final int ROWS = 67;
    private static final String FAILED = "failed";

    /// Values of each type, edges among them.
    private static final Map<DataType, List<Object>> VALUES =
            Map.ofEntries(
                    Map.entry(DataType.BOOLEAN, List.of(true, false)),
                    Map.entry(DataType.TINYINT, List.of(1, 127, -128)),
                    Map.entry(DataType.INTEGER, List.of(0, 2, -3, 17, Integer.MAX_VALUE)),
                    Map.entry(DataType.BIGINT, List.of(0L, 1L, 3L, -2L, 40L, Long.MIN_VALUE)),
                    Map.entry(DataType.REAL, List.of(0f, 1.5f, -2.25f, Float.NaN)),
                    Map.entry(DataType.DOUBLE, List.of(-0.0, 0.5, 3.0, -7.75, Double.NaN, 1e300)),
                    Map.entry(
                            new DataType.Decimal(9, 2),
                            List.of(new BigDecimal("0.00"), new BigDecimal("-12.35"))),
                    Map.entry(
                            new DataType.Decimal(38, 4),
                            List.of(
                                    new BigDecimal("1.0050"),
                                    new BigDecimal("-9".repeat(1) + "9".repeat(33) + ".9999"))),
                    Map.entry(
                            DataType.STRING,
                            List.of("", "abc", "héllo %", "12", "day", "a%", "2024-02-29", "-1.5")),
                    Map.entry(DataType.BINARY, List.of(new byte[0], new byte[] {0, -1, 65})),
                    Map.entry(
                            DataType.DATE,
                            List.of(LocalDate.of(1969, 2, 28), LocalDate.of(2024, 2, 29))),
                    Map.entry(DataType.TIME, List.of(LocalTime.MIDNIGHT, LocalTime.of(23, 59, 59))),
                    Map.entry(
                            DataType.TIMESTAMP,
                            List.of(
                                    LocalDateTime.of(1969, 12, 31, 23, 59, 59, 999_999_000),
                                    LocalDateTime.of(2024, 3, 31, 2, 30))),
                    Map.entry(
                            new DataType.Timestamp(9, false),
                            List.of(LocalDateTime.of(1970, 1, 1, 0, 0, 0, 1_500))),
                    Map.entry(
                            DataType.TIMESTAMP_TZ,
                            List.of(
                                    OffsetDateTime.of(2024, 3, 31, 1, 0, 0, 0, ZoneOffset.UTC),
                                    OffsetDateTime.of(2024, 10, 27, 0, 30, 0, 0, ZoneOffset.UTC))),
                    Map.entry(
                            new DataType.ListOf(DataType.BIGINT),
                            List.of(List.of(), Arrays.asList(1L, null), List.of(3L, 0L, -2L))),
                    Map.entry(
                            new DataType.MapOf(DataType.STRING, DataType.BIGINT),
                            List.of(Map.of(), Map.of("abc", 7L))));

    @Test
    void functions_do_not_see_encodings_or_selections() {
        Random random = new Random(11);
        int checked = 0;
        for (ScalarFamily family : Functions.standard().scalars()) {
            for (int count = family.minArguments();
                    count <= Math.min(3, family.maxArguments());
                    count++) {
                for (List<DataType> types : combinations(count)) {
                    ScalarFunction function = family.bind(types).orElse(null);
                    if (function != null
                            && function.deterministic()
                            && function.parameterTypes().equals(types)) {
                        check(new Expr.Call(function, arguments(family, types)), types, random);
                        checked++;
                    }
                }
            }
        }
        assertThat(checked).isGreaterThan(400);
    }

    @Test
    void casts_do_not_see_encodings_or_selections() {
        Random random = new Random(12);
        for (DataType from : VALUES.keySet()) {
            for (DataType to : VALUES.keySet()) {
                if (!from.equals(to) && Casts.isSupported(from, to)) {
                    Expr column = new Expr.Column(0, from);
                    check(new Expr.Cast(column, to, false), List.of(from), random);
                    check(new Expr.Cast(column, to, true), List.of(from), random);
                }
            }
        }
    }

    /// All combinations for one or two arguments; for three, those of types that occur together.
    private static List<List<DataType>> combinations(int count) {
        List<List<DataType>> combinations = new ArrayList<>(List.of(List.of()));
        for (int i = 0; i < count; i++) {
            List<List<DataType>> longer = new ArrayList<>();
            for (List<DataType> types : combinations) {
                for (DataType type : VALUES.keySet()) {
                    List<DataType> more = new ArrayList<>(types);
                    more.add(type);
                    if (count < 3 || more.stream().distinct().count() < 3 || isText(more.get(0))) {
                        longer.add(more);
                    }
                }
            }
            combinations = longer;
        }
        return combinations;
    }

    private static boolean isText(DataType type) {
        return type == DataType.STRING;
    }

    /// Columns; where a lambda is wanted, one that gives the column which it captured.
    private static List<Expr> arguments(ScalarFamily family, List<DataType> types) {
        List<Expr> arguments = new ArrayList<>();
        for (int i = 0; i < types.size(); i++) {
            Expr column = new Expr.Column(i, types.get(i));
            List<DataType> parameters =
                    family instanceof LambdaFamily lambdas
                            ? lambdas.parameters(types.subList(0, i), null)
                            : null;
            arguments.add(
                    parameters == null
                            ? column
                            : new Expr.Lambda(
                                    parameters.size(),
                                    List.of(column),
                                    new Expr.Column(parameters.size(), types.get(i))));
        }
        return arguments;
    }

    private static void check(Expr expression, List<DataType> types, Random random) {
        List<FlatVector> flat = new ArrayList<>();
        List<Vector> dictionaries = new ArrayList<>();
        for (DataType type : types) {
            List<Object> values = new ArrayList<>(VALUES.get(type));
            values.add(null);
            FlatVector dictionary = VectorBuilder.of(type, values);
            int[] ids = random.ints(ROWS, 0, values.size()).toArray();
            dictionaries.add(new DictionaryVector(dictionary, ids, ROWS));
            flat.add(dictionary.take(ids, ROWS));
        }
        List<String> expected = new ArrayList<>();
        for (int row = 0; row < ROWS; row++) {
            int only = row;
            List<Vector> single =
                    flat.stream().map(v -> (Vector) v.take(new int[] {only}, 1)).toList();
            expected.add(evaluate(expression, new Batch(single, 1)).getFirst());
        }
        String what = expression + " of " + types;
        int[] good = good(expected);
        compare(what + ", flat", expression, new ArrayList<>(flat), good, expected);
        compare(what + ", dictionaries", expression, dictionaries, good, expected);
        if (types.size() > 1) {
            List<Vector> mixed = new ArrayList<>(flat);
            mixed.set(0, dictionaries.get(0));
            compare(what + ", mixed", expression, mixed, good, expected);
        }
        if (!types.isEmpty()) {
            checkConstants(expression, types.size(), flat, random);
        }
    }

    /// One argument keeps its values, the others become the constant of some row.
    private static void checkConstants(
            Expr expression, int count, List<FlatVector> flat, Random random) {
        int varying = random.nextInt(count);
        int row = random.nextInt(ROWS);
        List<Vector> constants = new ArrayList<>();
        List<Vector> filled = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            FlatVector one = flat.get(i).take(new int[] {row}, 1);
            int[] same = new int[ROWS];
            Arrays.fill(same, row);
            constants.add(i == varying ? flat.get(i) : new ConstantVector(one, ROWS));
            filled.add(i == varying ? flat.get(i) : flat.get(i).take(same, ROWS));
        }
        List<String> expected = new ArrayList<>();
        for (int at = 0; at < ROWS; at++) {
            int only = at;
            List<Vector> single = filled.stream().map(v -> v.take(new int[] {only}, 1)).toList();
            expected.add(evaluate(expression, new Batch(single, 1)).getFirst());
        }
        compare(expression + ", constants", expression, constants, good(expected), expected);
    }

    private static int[] good(List<String> expected) {
        return java.util.stream.IntStream.range(0, ROWS)
                .filter(row -> !expected.get(row).equals(FAILED))
                .toArray();
    }

    /// Compares over the rows that do not fail, and over every second of them.
    private static void compare(
            String what, Expr expression, List<Vector> columns, int[] good, List<String> expected) {
        int[] some = new int[(good.length + 1) / 2];
        for (int i = 0; i < some.length; i++) {
            some[i] = good[2 * i];
        }
        for (int[] selection : List.of(good, some)) {
            Batch batch =
                    selection.length == ROWS
                            ? new Batch(columns, ROWS)
                            : new Batch(columns, ROWS, selection, selection.length);
            Vector actual = Evaluators.evaluator(expression, Calls.CONTEXT).evaluate(batch);
            assertThat(actual.length()).as(what).isGreaterThanOrEqualTo(ROWS);
            assertThat(actual.type()).as(what).isEqualTo(expression.type());
            for (int row : selection) {
                String value = show(JavaValues.value(actual, row));
                if (!value.equals(expected.get(row))) {
                    assertThat(value).as("%s, row %d", what, row).isEqualTo(expected.get(row));
                }
            }
        }
    }

    private static List<String> evaluate(Expr expression, Batch batch) {
        try {
            Vector vector = Evaluators.evaluator(expression, Calls.CONTEXT).evaluate(batch);
            return JavaValues.values(vector).stream().map(ConformanceTest::show).toList();
        } catch (SqlException e) {
            assertThat(e.getMessage()).isNotBlank();
            return List.of(FAILED);
        }
    }

    private static String show(Object value) {
        return switch (value) {
            case byte[] bytes -> HexFormat.of().formatHex(bytes);
            case List<?> list -> list.stream().map(ConformanceTest::show).toList().toString();
            case Map<?, ?> map ->
                    map.entrySet().stream()
                            .map(entry -> show(entry.getKey()) + "=" + show(entry.getValue()))
                            .toList()
                            .toString();
            case JavaValues.Row row -> show(row.values());
            case null, default -> String.valueOf(value);
        };
    }
}
