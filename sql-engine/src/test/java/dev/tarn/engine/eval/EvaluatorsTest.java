package dev.tarn.engine.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tarn.columnar.Batch;
import dev.tarn.columnar.DataType;
import dev.tarn.columnar.DictionaryVector;
import dev.tarn.columnar.FlatVector;
import dev.tarn.columnar.JavaValues;
import dev.tarn.columnar.SequenceVector;
import dev.tarn.columnar.Vector;
import dev.tarn.columnar.VectorBuilder;
import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.SqlException;
import dev.tarn.engine.expr.Expr;
import dev.tarn.engine.function.FunctionContext;
import dev.tarn.engine.function.library.Functions;
import dev.tarn.testkit.SeededRandom;

import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;

@NullUnmarked
class EvaluatorsTest {
    private static final FunctionContext CONTEXT =
            new FunctionContext(Instant.EPOCH, ZoneId.of("UTC"), "test", 1);
    private static final Expr X = new Expr.Column(0, DataType.BIGINT);
    private static final Expr Y = new Expr.Column(1, DataType.BIGINT);

    private static Expr number(Long value) {
        return new Expr.Literal(value, DataType.BIGINT);
    }

    private static Expr call(String name, Expr... arguments) {
        List<DataType> types = Arrays.stream(arguments).map(Expr::type).toList();
        return new Expr.Call(
                Functions.standard().scalar(name).orElseThrow().bind(types).orElseThrow(),
                List.of(arguments));
    }

    private static Batch batch(List<Long> x, List<Long> y) {
        return new Batch(
                List.of(VectorBuilder.of(DataType.BIGINT, x), VectorBuilder.of(DataType.BIGINT, y)),
                x.size());
    }

    private static List<Object> evaluate(Expr expression, Batch batch) {
        return JavaValues.values(Evaluators.evaluator(expression, CONTEXT).evaluate(batch));
    }

    private static List<List<Object>> all(List<Expr> expressions, Batch batch) {
        return Evaluators.evaluators(expressions, CONTEXT).stream()
                .map(one -> JavaValues.values(one.evaluate(batch)))
                .toList();
    }

    @Test
    void what_expressions_have_in_common_is_computed_for_the_rows_that_each_needs() {
        Expr product = call("multiply", X, Y);
        Expr quotient = call("divide", number(12L), X);
        Expr isZero = call("equal", X, number(0L));
        Expr guarded =
                new Expr.Case(
                        List.of(new Expr.Branch(isZero, number(-1L))),
                        call("add", quotient, product),
                        DataType.BIGINT);
        Batch batch = batch(Arrays.asList(0L, 2L, null, 3L), Arrays.asList(5L, 6L, 7L, null));
        assertThat(all(List.of(guarded, product, guarded, call("add", product, product)), batch))
                .containsExactly(
                        Arrays.asList(-1L, 18L, null, null),
                        Arrays.asList(0L, 12L, null, null),
                        Arrays.asList(-1L, 18L, null, null),
                        Arrays.asList(0L, 24L, null, null));
        assertThatThrownBy(() -> all(List.of(guarded, quotient), batch))
                .hasMessageContaining("Division by zero");
    }

    @Test
    void calls_that_vary_are_computed_each_for_itself() {
        Expr random = call("random");
        Batch batch = batch(Arrays.asList(1L, 2L), Arrays.asList(1L, 2L));
        List<List<Object>> values = all(List.of(random, random), batch);
        assertThat(values.get(0)).isNotEqualTo(values.get(1));
    }

    private static int[] filter(Expr predicate, Batch batch) {
        Batch kept = Evaluators.predicate(predicate, CONTEXT).filter(batch);
        if (kept.selection() == null) {
            return java.util.stream.IntStream.range(0, kept.rowCount()).toArray();
        }
        return Arrays.copyOf(kept.selection(), kept.selectedCount());
    }

    @Test
    void arithmetic_gives_null_for_null() {
        Batch batch = batch(Arrays.asList(1L, null, 3L), Arrays.asList(10L, 20L, null));
        assertThat(evaluate(call("add", X, Y), batch)).containsExactly(11L, null, null);
        assertThat(evaluate(call("multiply", X, number(7L)), batch)).containsExactly(7L, null, 21L);
    }

    @Test
    void overflow_and_division_by_zero_show_their_operands() {
        Batch batch = batch(List.of(Long.MAX_VALUE), List.of(0L));
        assertThatThrownBy(() -> evaluate(call("add", X, number(1L)), batch))
                .isInstanceOf(SqlException.class)
                .hasMessage("bigint addition overflow: 9223372036854775807 + 1")
                .extracting(e -> ((SqlException) e).code())
                .isEqualTo(ErrorCode.NUMERIC_VALUE_OUT_OF_RANGE);
        assertThatThrownBy(() -> evaluate(call("divide", X, Y), batch))
                .hasMessage("Division by zero: 9223372036854775807 / 0")
                .extracting(e -> ((SqlException) e).code())
                .isEqualTo(ErrorCode.DIVISION_BY_ZERO);
    }

    @Test
    void a_branch_not_taken_does_not_fail() {
        Batch batch = batch(List.of(1L, 2L, 3L), Arrays.asList(0L, 2L, null));
        Expr safe =
                new Expr.Case(
                        List.of(
                                new Expr.Branch(
                                        call("not_equal", Y, number(0L)), call("divide", X, Y))),
                        number(-1L),
                        DataType.BIGINT);
        assertThat(evaluate(safe, batch)).containsExactly(-1L, 1L, -1L);
        Expr guarded =
                new Expr.And(
                        List.of(
                                call("not_equal", Y, number(0L)),
                                call("equal", call("divide", X, Y), number(1L))));
        assertThat(evaluate(guarded, batch)).containsExactly(false, true, null);
        assertThat(filter(guarded, batch)).containsExactly(1);
    }

    @Test
    void and_or_not_know_three_values() {
        Expr a = new Expr.Column(0, DataType.BOOLEAN);
        Expr b = new Expr.Column(1, DataType.BOOLEAN);
        List<Boolean> as = Arrays.asList(true, true, true, false, false, false, null, null, null);
        List<Boolean> bs = Arrays.asList(true, false, null, true, false, null, true, false, null);
        Batch batch =
                new Batch(
                        List.of(
                                VectorBuilder.of(DataType.BOOLEAN, as),
                                VectorBuilder.of(DataType.BOOLEAN, bs)),
                        9);
        assertThat(evaluate(new Expr.And(List.of(a, b)), batch))
                .containsExactly(true, false, null, false, false, false, null, false, null);
        assertThat(evaluate(new Expr.Or(List.of(a, b)), batch))
                .containsExactly(true, true, true, true, false, null, true, null, null);
        assertThat(evaluate(new Expr.Not(a), batch))
                .containsExactly(false, false, false, true, true, true, null, null, null);
        assertThat(filter(new Expr.And(List.of(a, b)), batch)).containsExactly(0);
        assertThat(filter(new Expr.Or(List.of(a, b)), batch)).containsExactly(0, 1, 2, 3, 6);
    }

    @Test
    void comparisons_with_constants_pick_rows_in_every_direction() {
        Batch batch =
                batch(
                        Arrays.asList(1L, null, 3L, 2L, Long.MIN_VALUE, Long.MAX_VALUE),
                        Arrays.asList(0L, 0L, 0L, 0L, 0L, 0L));
        assertThat(filter(call("less_than", X, number(3L)), batch)).containsExactly(0, 3, 4);
        assertThat(filter(call("less_than", number(2L), X), batch)).containsExactly(2, 5);
        assertThat(filter(call("greater_than_or_equal", X, number(2L)), batch))
                .containsExactly(2, 3, 5);
        assertThat(filter(call("equal", X, number(Long.MAX_VALUE)), batch)).containsExactly(5);
        assertThat(filter(call("greater_than", X, number(Long.MAX_VALUE)), batch)).isEmpty();
        assertThat(filter(call("not_equal", X, number(1L)), batch)).containsExactly(2, 3, 4, 5);
        assertThat(filter(call("equal", X, number(null)), batch)).isEmpty();
    }

    @Test
    void in_is_null_when_nothing_matched_and_the_list_held_a_null() {
        Batch batch = batch(Arrays.asList(1L, 5L, null, 0L), Arrays.asList(0L, 0L, 0L, 0L));
        List<Expr.Literal> values =
                List.of(
                        new Expr.Literal(1L, DataType.BIGINT),
                        new Expr.Literal(0L, DataType.BIGINT));
        assertThat(evaluate(new Expr.In(X, values, false), batch))
                .containsExactly(true, false, null, true);
        assertThat(evaluate(new Expr.In(X, values, true), batch))
                .containsExactly(true, null, null, true);
    }

    @Test
    void functions_are_computed_for_dictionary_entries_and_the_ids_stay() {
        FlatVector dictionary =
                VectorBuilder.of(DataType.STRING, Arrays.asList("apple", null, "pear"));
        int[] ids = {0, 2, 2, 1, 0};
        Vector column = new DictionaryVector(dictionary, ids, 5);
        Expr like =
                call(
                        "like",
                        new Expr.Column(0, DataType.STRING),
                        new Expr.Literal("%p_e", DataType.STRING));
        Batch batch = new Batch(List.of(column), 5);
        Vector result = Evaluators.evaluator(like, CONTEXT).evaluate(batch);
        assertThat(result).isInstanceOf(DictionaryVector.class);
        assertThat(JavaValues.values(result)).containsExactly(true, false, false, null, true);
        assertThat(filter(like, batch)).containsExactly(0, 4);
    }

    @Test
    void an_entry_that_no_row_uses_does_not_fail() {
        FlatVector dictionary = VectorBuilder.of(DataType.BIGINT, Arrays.asList(0L, 2L));
        Batch batch =
                new Batch(List.of(new DictionaryVector(dictionary, new int[] {1, 1, 1}, 3)), 3);
        assertThat(evaluate(call("divide", number(10L), X), batch)).containsExactly(5L, 5L, 5L);
    }

    @Test
    void sequences_and_selections_are_read_like_any_other() {
        Batch batch = new Batch(List.of(new SequenceVector(10, 5, 4)), 4, new int[] {1, 3}, 2);
        assertThat(filter(call("greater_than", X, number(15L)), batch)).containsExactly(3);
    }

    @Test
    void constants_are_folded_and_their_errors_wait() {
        assertThat(Evaluators.constant(call("add", number(1L), number(2L)), CONTEXT).length())
                .isEqualTo(1);
        Expr broken = call("divide", number(1L), number(0L));
        Batch none = new Batch(List.of(new SequenceVector(0, 1, 3)), 3, new int[0], 0);
        assertThat(Evaluators.evaluator(broken, CONTEXT).evaluate(none).length()).isEqualTo(3);
        assertThatThrownBy(() -> evaluate(broken, batch(List.of(1L), List.of(1L))))
                .hasMessage("Division by zero: 1 / 0");
    }

    @Test
    void casts_fail_or_give_null_as_asked() {
        Batch batch =
                new Batch(
                        List.of(VectorBuilder.of(DataType.STRING, Arrays.asList("12", "x", null))),
                        3);
        Expr text = new Expr.Column(0, DataType.STRING);
        assertThat(evaluate(new Expr.Cast(text, DataType.BIGINT, true), batch))
                .containsExactly(12L, null, null);
        assertThatThrownBy(() -> evaluate(new Expr.Cast(text, DataType.BIGINT, false), batch))
                .hasMessage("Cannot cast varchar 'x' to bigint")
                .extracting(e -> ((SqlException) e).code())
                .isEqualTo(ErrorCode.INVALID_CAST_ARGUMENT);
    }

    /// A value of one of the kinds that branches have: constants, nulls, columns, calls.
    private static Expr value(Random random) {
        return switch (random.nextInt(5)) {
            case 0 -> number((long) random.nextInt(5));
            case 1 -> number(null);
            case 2 -> X;
            case 3 -> Y;
            default -> call("add", X, Y);
        };
    }

    private static Long value(Expr expression, Long x, Long y) {
        return switch (expression) {
            case Expr.Literal literal -> (Long) literal.value();
            case Expr.Column column -> column.ordinal() == 0 ? x : y;
            default -> x == null || y == null ? null : x + y;
        };
    }

    @Test
    void case_and_coalesce_take_each_row_from_its_branch() {
        SeededRandom.forEachSeed(
                300,
                random -> {
                    List<Long> x = new ArrayList<>();
                    List<Long> y = new ArrayList<>();
                    int nulls = random.nextInt(3);
                    for (int row = 0; row < 100; row++) {
                        x.add(
                                nulls == 1 && random.nextInt(4) == 0
                                        ? null
                                        : (long) random.nextInt(6));
                        y.add(
                                nulls > 0 && random.nextInt(4) == 0
                                        ? null
                                        : (long) random.nextInt(6));
                    }
                    List<Long> bounds = new ArrayList<>();
                    List<Expr> values = new ArrayList<>();
                    List<Expr.Branch> branches = new ArrayList<>();
                    for (int branch = random.nextInt(3); branch >= 0; branch--) {
                        bounds.add((long) random.nextInt(7));
                        values.add(value(random));
                        branches.add(
                                new Expr.Branch(
                                        call("less_than", X, number(bounds.getLast())),
                                        values.getLast()));
                    }
                    values.add(value(random));
                    Expr branching = new Expr.Case(branches, values.getLast(), DataType.BIGINT);
                    Expr first = call("coalesce", values.toArray(Expr[]::new));
                    Batch batch = batch(x, y);
                    List<Object> taken = evaluate(branching, batch);
                    List<Object> present = evaluate(first, batch);
                    for (int row = 0; row < x.size(); row++) {
                        Long ofX = x.get(row);
                        Long ofY = y.get(row);
                        int branch = 0;
                        while (branch < bounds.size()
                                && (ofX == null || ofX >= bounds.get(branch))) {
                            branch++;
                        }
                        assertThat(taken.get(row))
                                .as("%s of %s and %s", branching, ofX, ofY)
                                .isEqualTo(value(values.get(branch), ofX, ofY));
                        assertThat(present.get(row))
                                .as("%s of %s and %s", first, ofX, ofY)
                                .isEqualTo(
                                        values.stream()
                                                .map(value -> value(value, ofX, ofY))
                                                .filter(Objects::nonNull)
                                                .findFirst()
                                                .orElse(null));
                    }
                });
    }
}
