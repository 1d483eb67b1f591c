package dev.tarn.engine.differential.random;

import java.util.List;
import java.util.Random;

/// Random aggregate calls.
///
/// Sums of what may overflow are left out, and sums of doubles whose digits depend on the order of
/// rows. Averages are told to be inexact: DuckDB's of decimals are doubles.
final class RandomAggregates {
    private final Random random;
    private final RandomExpressions expressions;
    private final RandomPredicates predicates;

    RandomAggregates(Random random, RandomExpressions expressions, RandomPredicates predicates) {
        this.random = random;
        this.expressions = expressions;
        this.predicates = predicates;
    }

    Term next(List<Term> scope) {
        Term call = call(scope);
        if (random.nextInt(5) > 0) {
            return call;
        }
        Fragment condition = predicates.next(scope, 1, false);
        return new Term(
                Fragment.of("{0} filter (where {1})", call.sql(), condition).or(call.sql()),
                call.kind(),
                call.isWild(),
                call.isExact());
    }

    private Term call(List<Term> scope) {
        Kind kind = pick(List.of(Kind.values()));
        Term any = expressions.next(kind, scope, 1);
        return switch (random.nextInt(9)) {
            case 0 -> Term.tame(Fragment.of("count(*)"), Kind.BIGINT);
            case 1 -> Term.tame(Fragment.of("count({0})", any.sql()), Kind.BIGINT);
            case 2 ->
                    any.isExact()
                            ? Term.tame(Fragment.of("count(distinct {0})", any.sql()), Kind.BIGINT)
                            : Term.tame(Fragment.of("count({0})", any.sql()), Kind.BIGINT);
            case 3, 4 -> sum(scope);
            case 5 -> spread(scope);
            case 6 -> {
                Fragment condition = predicates.next(scope, 0, false);
                String name = pick(List.of("bool_and", "bool_or"));
                yield Term.tame(Fragment.of(name + "({0})", condition), Kind.BOOLEAN);
            }
            default -> extreme(any);
        };
    }

    /// The value of one kind: a call that gives it.
    Term of(Kind kind, List<Term> scope) {
        if (kind == Kind.BIGINT && random.nextBoolean()) {
            return Term.tame(Fragment.of("count(*)"), Kind.BIGINT);
        }
        return extreme(expressions.next(kind, scope, 1));
    }

    private Term extreme(Term any) {
        if (any.kind() == Kind.BOOLEAN) {
            return Term.tame(Fragment.of("bool_or({0})", any.sql()), Kind.BOOLEAN);
        }
        String name = random.nextBoolean() ? "min" : "max";
        return new Term(
                Fragment.of(name + "({0})", any.sql()), any.kind(), any.isWild(), any.isExact());
    }

    private Term sum(List<Term> scope) {
        String distinct = random.nextInt(5) == 0 ? "distinct " : "";
        String sql = "sum(" + distinct + "{0})";
        return switch (random.nextInt(3)) {
            case 0 ->
                    Term.wild(
                            Fragment.of(sql, expressions.tame(Kind.INTEGER, scope).sql()),
                            Kind.BIGINT);
            case 1 ->
                    Term.wild(
                            Fragment.of(sql, expressions.tame(Kind.DECIMAL, scope).sql()),
                            Kind.DECIMAL);
            default ->
                    Term.wild(
                            Fragment.of(sql, expressions.tame(Kind.DOUBLE, scope).sql()),
                            Kind.DOUBLE);
        };
    }

    private Term spread(List<Term> scope) {
        Kind kind = pick(List.of(Kind.INTEGER, Kind.DECIMAL, Kind.DOUBLE));
        Term number = expressions.tame(kind, scope);
        String name =
                kind == Kind.INTEGER
                        ? pick(List.of("avg", "stddev_samp", "var_pop", "stddev_pop"))
                        : "avg";
        Kind result = kind == Kind.DECIMAL ? Kind.DECIMAL : Kind.DOUBLE;
        return new Term(Fragment.of(name + "({0})", number.sql()), result, true, false);
    }

    private <T> T pick(List<T> values) {
        return values.get(random.nextInt(values.size()));
    }
}
