package dev.tarn.engine.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tarn.columnar.DataType;
import dev.tarn.columnar.DataType.Field;
import dev.tarn.engine.expr.Expr;
import dev.tarn.engine.function.library.Functions;
import dev.tarn.engine.physical.JoinType;
import dev.tarn.engine.physical.Plan;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/// Joins of random rows against nested loops in Java.
class JoinTest {
    private static final List<DataType> KEY_TYPES =
            List.of(
                    DataType.BIGINT,
                    DataType.STRING,
                    DataType.DATE,
                    DataType.DOUBLE,
                    new DataType.Decimal(38, 4));

    /// One random join: rows of both sides end in a BIGINT that the residual compares.
    private record Case(
            List<Field> fields,
            List<List<@Nullable Object>> left,
            List<List<@Nullable Object>> right,
            List<Integer> keys,
            List<Boolean> nullSafe,
            boolean residual,
            int batchRows,
            int workers) {
        static Case of(Random random, boolean singleKey) {
            int keyCount = singleKey ? 1 : 1 + random.nextInt(2);
            List<DataType> types = new ArrayList<>();
            List<Integer> keys = new ArrayList<>();
            List<Boolean> nullSafe = new ArrayList<>();
            for (int key = 0; key < keyCount; key++) {
                types.add(KEY_TYPES.get(random.nextInt(KEY_TYPES.size())));
                keys.add(key);
                nullSafe.add(!singleKey && random.nextInt(3) == 0);
            }
            types.add(DataType.BIGINT);
            int distinct = 1 + random.nextInt(300);
            int leftCount = random.nextInt(5) == 0 ? 0 : random.nextInt(600);
            int rightCount = random.nextInt(5) == 0 ? 0 : random.nextInt(600);
            RandomRows left = RandomRows.of(random, types, leftCount, distinct);
            RandomRows right = RandomRows.of(random, types, rightCount, distinct);
            if (singleKey && random.nextBoolean()) {
                right.rows().removeIf(row -> row.getFirst() == null);
            }
            return new Case(
                    left.fields(),
                    left.rows(),
                    right.rows(),
                    keys,
                    nullSafe,
                    !singleKey && random.nextBoolean(),
                    List.of(1, 3, 50, 2048).get(random.nextInt(4)),
                    1 + random.nextInt(4));
        }

        Plan plan(JoinType type) {
            int number = fields.size() - 1;
            Expr condition =
                    residual ? lessThan(number, fields.size() + number, DataType.BIGINT) : null;
            return new Plan.HashJoin(
                    Plans.rows(fields, left, batchRows),
                    Plans.rows(fields, right, batchRows),
                    type,
                    keys,
                    keys,
                    nullSafe,
                    condition);
        }

        boolean matches(List<@Nullable Object> l, List<@Nullable Object> r) {
            for (int key : keys) {
                Object a = l.get(key);
                Object b = r.get(key);
                if (a == null || b == null ? !(nullSafe.get(key) && a == b) : !a.equals(b)) {
                    return false;
                }
            }
            return !residual || less(l.getLast(), r.getLast());
        }
    }

    private static Expr lessThan(int left, int right, DataType type) {
        return new Expr.Call(
                Functions.standard()
                        .scalar("less_than")
                        .orElseThrow()
                        .bind(List.of(type, type))
                        .orElseThrow(),
                List.of(new Expr.Column(left, type), new Expr.Column(right, type)));
    }

    private static boolean less(@Nullable Object left, @Nullable Object right) {
        return left instanceof Long l && right instanceof Long r && l < r;
    }

    @ParameterizedTest
    @EnumSource(
            value = JoinType.class,
            names = {"NULL_AWARE_ANTI"},
            mode = EnumSource.Mode.EXCLUDE)
    void hash_join_agrees_with_loops_over_rows(JoinType type) {
        for (long seed = 0; seed < 25; seed++) {
            Case join = Case.of(new Random(seed), false);

            assertThat(Plans.bag(Plans.run(join.plan(type), join.workers(), join.batchRows())))
                    .as("seed %d, %s", seed, join)
                    .isEqualTo(
                            Plans.bag(
                                    expected(
                                            type,
                                            join.left(),
                                            join.right(),
                                            join::matches,
                                            join.fields().size())));
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = JoinType.class,
            names = {"NULL_AWARE_ANTI"},
            mode = EnumSource.Mode.EXCLUDE)
    void nested_loop_join_agrees_with_loops_over_rows(JoinType type) {
        for (long seed = 0; seed < 12; seed++) {
            Case join = Case.of(new Random(seed), true);
            boolean cross = seed % 4 == 0;
            int number = join.fields().size() - 1;
            Plan plan =
                    new Plan.NestedLoopJoin(
                            Plans.rows(join.fields(), join.left(), join.batchRows()),
                            Plans.rows(join.fields(), join.right(), join.batchRows()),
                            type,
                            cross
                                    ? null
                                    : lessThan(
                                            number,
                                            join.fields().size() + number,
                                            DataType.BIGINT));
            Pairs pairs = (l, r) -> cross || less(l.getLast(), r.getLast());

            assertThat(Plans.bag(Plans.run(plan, join.workers(), join.batchRows())))
                    .as("seed %d", seed)
                    .isEqualTo(
                            Plans.bag(
                                    expected(
                                            type,
                                            join.left(),
                                            join.right(),
                                            pairs,
                                            join.fields().size())));
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = JoinType.class,
            names = {"NULL_AWARE_ANTI"})
    void not_in_is_unknown_where_nulls_are(JoinType type) {
        for (long seed = 0; seed < 25; seed++) {
            Case join = Case.of(new Random(seed), true);
            boolean nullOnRight = join.right().stream().anyMatch(row -> row.getFirst() == null);
            List<List<@Nullable Object>> expected = new ArrayList<>();
            for (List<@Nullable Object> row : join.left()) {
                boolean found = false;
                for (List<@Nullable Object> other : join.right()) {
                    found |= join.matches(row, other);
                }
                boolean known = !nullOnRight && row.getFirst() != null;
                boolean kept = join.right().isEmpty() || (known && !found);
                if (kept) {
                    expected.add(row);
                }
            }

            assertThat(Plans.bag(Plans.run(join.plan(type), join.workers(), join.batchRows())))
                    .as("seed %d", seed)
                    .isEqualTo(Plans.bag(expected));
        }
    }

    private interface Pairs {
        boolean match(List<@Nullable Object> left, List<@Nullable Object> right);
    }

    private static List<List<@Nullable Object>> expected(
            JoinType type,
            List<List<@Nullable Object>> left,
            List<List<@Nullable Object>> right,
            Pairs pairs,
            int columnCount) {
        List<List<@Nullable Object>> expected = new ArrayList<>();
        boolean[] matchedRight = new boolean[right.size()];
        List<@Nullable Object> nulls = Collections.nCopies(columnCount, null);
        for (List<@Nullable Object> l : left) {
            boolean matched = false;
            for (int i = 0; i < matchedRight.length; i++) {
                if (pairs.match(l, right.get(i))) {
                    matched = true;
                    matchedRight[i] = true;
                    if (type.givesPairs()) {
                        expected.add(both(l, right.get(i)));
                    }
                }
            }
            if (!matched && (type == JoinType.LEFT || type == JoinType.FULL)) {
                expected.add(both(l, nulls));
            } else if (type == JoinType.LEFT_MARK) {
                expected.add(both(l, List.of(matched)));
            } else if ((type == JoinType.SEMI && matched) || (type == JoinType.ANTI && !matched)) {
                expected.add(l);
            }
        }
        for (int i = 0; i < matchedRight.length; i++) {
            if (!matchedRight[i] && (type == JoinType.RIGHT || type == JoinType.FULL)) {
                expected.add(both(nulls, right.get(i)));
            } else if (type == JoinType.RIGHT_MARK) {
                expected.add(both(right.get(i), List.of(matchedRight[i])));
            } else if ((type == JoinType.RIGHT_SEMI && matchedRight[i])
                    || (type == JoinType.RIGHT_ANTI && !matchedRight[i])) {
                expected.add(right.get(i));
            }
        }
        return expected;
    }

    private static List<@Nullable Object> both(
            List<@Nullable Object> left, List<? extends @Nullable Object> right) {
        List<@Nullable Object> row = new ArrayList<>(left);
        row.addAll(right);
        return row;
    }
}
