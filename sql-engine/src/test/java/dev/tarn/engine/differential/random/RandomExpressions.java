package dev.tarn.engine.differential.random;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;

/// Random scalar expressions over the terms that are in scope.
///
/// What fails for some rows is left out or made safe, since engines are free to ask it of rows that
/// a condition leaves out: overflow (arithmetic takes tame numbers), division by zero (NULLIF).
/// Left out because it differs by rule: doubles and timestamps as text, rounding of doubles to
/// whole numbers, SUBSTR from before the first letter, cases of letters beyond one-to-one, REVERSE
/// of more than one code point a letter.
final class RandomExpressions {
    private final Random random;

    RandomExpressions(Random random) {
        this.random = random;
    }

    /// A column of that kind, or a literal where there is none.
    Term column(Kind kind, List<Term> scope) {
        return column(term -> term.kind() == kind, kind, scope);
    }

    /// A column that arithmetic cannot overflow with.
    Term tame(Kind kind, List<Term> scope) {
        return column(term -> term.kind() == kind && !term.isWild() && term.isExact(), kind, scope);
    }

    private Term column(Predicate<Term> allowed, Kind kind, List<Term> scope) {
        List<Term> columns = scope.stream().filter(allowed).toList();
        return columns.isEmpty() || random.nextInt(8) == 0 ? literal(kind) : pick(columns);
    }

    Term literal(Kind kind) {
        Fragment literal = kind.literal(pick(kind.samples()));
        return Term.tame(random.nextInt(12) == 0 ? kind.nothing() : literal, kind);
    }

    /// A column of that kind, or a literal that is not NULL.
    Term something(Kind kind, List<Term> scope) {
        List<Term> columns = scope.stream().filter(term -> term.kind() == kind).toList();
        return columns.isEmpty()
                ? Term.tame(kind.literal(pick(kind.samples())), kind)
                : pick(columns);
    }

    /// An expression of that kind, with at most `depth` operations inside one another.
    Term next(Kind kind, List<Term> scope, int depth) {
        if (depth == 0 || random.nextInt(3) == 0) {
            return column(kind, scope);
        }
        return switch (random.nextInt(5)) {
            case 0 -> choice(kind, scope, depth - 1);
            case 1 -> fallback(kind, scope, depth - 1);
            default ->
                    switch (kind) {
                        case INTEGER -> whole(scope);
                        case BIGINT -> count(scope, depth - 1);
                        case DECIMAL -> decimal(scope);
                        case DOUBLE -> real(scope);
                        case VARCHAR -> text(scope, depth - 1);
                        case DATE -> date(scope, depth - 1);
                        case TIMESTAMP -> time(scope, depth - 1);
                        case BOOLEAN -> column(kind, scope);
                    };
        };
    }

    private Term choice(Kind kind, List<Term> scope, int depth) {
        Term one = next(kind, scope, depth);
        Term other = next(kind, scope, depth);
        Term tested = column(term -> term.isComparable(), Kind.INTEGER, scope);
        if (random.nextInt(3) == 0) {
            Term third = column(kind, scope);
            Fragment several =
                    Fragment.of(
                            "case {2} when {3} then {0} when {4} then {5} else {1} end",
                            one.sql(),
                            other.sql(),
                            tested.sql(),
                            literal(tested.kind()).sql(),
                            column(
                                            term ->
                                                    term.isComparable()
                                                            && term.kind() == tested.kind(),
                                            tested.kind(),
                                            scope)
                                    .sql(),
                            third.sql());
            return joined(several, one.or(third), other);
        }
        Fragment sql =
                Fragment.of(
                        "case when {2} is null then {0} else {1} end",
                        one.sql(), other.sql(), tested.sql());
        return joined(sql, one, other);
    }

    private Term fallback(Kind kind, List<Term> scope, int depth) {
        Term one = next(kind, scope, depth);
        Term other = next(kind, scope, depth);
        if (random.nextInt(4) == 0 && one.isComparable() && other.isComparable()) {
            return joined(Fragment.of("nullif({0}, {1})", one.sql(), other.sql()), one, other);
        }
        if (random.nextInt(4) == 0 && one.isComparable() && other.isComparable()) {
            String name = random.nextBoolean() ? "greatest" : "least";
            return joined(
                    Fragment.spelled(
                            name + "({0}, {1})",
                            "case when {0} is null or {1} is null then null else "
                                    + name
                                    + "({0}, {1}) end",
                            one.sql(),
                            other.sql()),
                    one,
                    other);
        }
        return joined(Fragment.of("coalesce({0}, {1})", one.sql(), other.sql()), one, other);
    }

    private static Term joined(Fragment sql, Term one, Term other) {
        return new Term(
                sql.or(one.sql(), other.sql()),
                one.kind(),
                one.isWild() || other.isWild(),
                one.isExact() && other.isExact());
    }

    private Term whole(List<Term> scope) {
        Term one = tame(Kind.INTEGER, scope);
        Term other = tame(Kind.INTEGER, scope);
        return switch (random.nextInt(6)) {
            case 0 -> operation("({0} + {1})", one, other);
            case 1 -> operation("({0} - {1})", one, other);
            case 2 -> operation("(- {0})", one, one);
            case 3 -> operation("abs({0})", one, one);
            case 4 -> operation("({0} % nullif({1}, 0))", one, other);
            default ->
                    joined(
                            Fragment.spelled(
                                    "({0} / nullif({1}, 0))",
                                    "({0} // nullif({1}, 0))", one.sql(), other.sql()),
                            one,
                            other);
        };
    }

    private Term operation(String sql, Term one, Term other) {
        return joined(Fragment.of(sql, one.sql(), other.sql()), one, other);
    }

    private Term count(List<Term> scope, int depth) {
        return switch (random.nextInt(8)) {
            case 5 ->
                    Term.tame(
                            Fragment.of(
                                    "date_diff('day', {0}, {1})",
                                    column(Kind.DATE, scope).sql(),
                                    next(Kind.DATE, scope, depth).sql()),
                            Kind.BIGINT);
            case 6 ->
                    Term.tame(
                            Fragment.spelled(
                                    "day_of_week({0})",
                                    "isodow({0})", next(Kind.DATE, scope, depth).sql()),
                            Kind.BIGINT);
            case 7 ->
                    Term.tame(
                            Fragment.of(
                                    "extract("
                                            + pick(List.of("week", "hour", "minute"))
                                            + " from {0})",
                                    next(Kind.TIMESTAMP, scope, depth).sql()),
                            Kind.BIGINT);
            case 0 -> Term.tame(of("length({0})", next(Kind.VARCHAR, scope, depth)), Kind.BIGINT);
            case 1 -> {
                String unit = pick(List.of("year", "month", "day", "quarter", "doy"));
                yield Term.tame(
                        of("extract(" + unit + " from {0})", next(Kind.DATE, scope, depth)),
                        Kind.BIGINT);
            }
            case 2 ->
                    Term.tame(
                            Fragment.of(
                                    "position({0} in {1})",
                                    literal(Kind.VARCHAR).sql(),
                                    next(Kind.VARCHAR, scope, depth).sql()),
                            Kind.BIGINT);
            case 3 ->
                    Term.wild(
                            Fragment.of(
                                    "(cast({0} as bigint) * {1})",
                                    tame(Kind.INTEGER, scope).sql(),
                                    tame(Kind.INTEGER, scope).sql()),
                            Kind.BIGINT);
            default -> Term.tame(of("cast({0} as bigint)", tame(Kind.INTEGER, scope)), Kind.BIGINT);
        };
    }

    private static Fragment of(String sql, Term one) {
        return Fragment.of(sql, one.sql());
    }

    private Term decimal(List<Term> scope) {
        Term one = tame(Kind.DECIMAL, scope);
        Term other = tame(Kind.DECIMAL, scope);
        Term wide = column(Kind.DECIMAL, scope);
        return switch (random.nextInt(9)) {
            case 5 -> wild(of("(- {0})", wide), Kind.DECIMAL);
            case 6 -> wild(of("abs({0})", wide), Kind.DECIMAL);
            case 7 -> operation("round({0}, 1)", one, one);
            case 8 -> wild(of("cast({0} as decimal(38, 10))", wide), Kind.DECIMAL);
            case 0 -> operation("({0} + {1})", one, other);
            case 1 -> operation("({0} - {1})", one, other);
            case 2 -> wild(operation("({0} * {1})", one, other));
            case 3 -> operation("abs({0})", one, one);
            default -> wild(operation("({0} * {1})", one, tame(Kind.INTEGER, scope)));
        };
    }

    private static Term wild(Fragment sql, Kind kind) {
        return Term.wild(sql, kind);
    }

    private static Term wild(Term term) {
        return Term.wild(term.sql(), term.kind());
    }

    private Term real(List<Term> scope) {
        Term one = tame(Kind.DOUBLE, scope);
        Term other = tame(Kind.DOUBLE, scope);
        return switch (random.nextInt(6)) {
            case 0 -> operation("({0} + {1})", one, other);
            case 1 -> operation("({0} - {1})", one, other);
            case 2 -> wild(operation("({0} * {1})", one, other));
            case 3 -> operation("floor({0})", one, one);
            case 4 -> operation("cast({0} as double)", tame(Kind.INTEGER, scope), one);
            default ->
                    new Term(
                            Fragment.of("({0} / nullif({1}, 0e0))", one.sql(), other.sql()),
                            Kind.DOUBLE,
                            true,
                            false);
        };
    }

    private Term text(List<Term> scope, int depth) {
        Term one = next(Kind.VARCHAR, scope, depth);
        Fragment sql = one.sql();
        String text =
                pick(
                        List.of(
                                "({0} || {1})",
                                "substr({0}, 1, 2)",
                                "substr({0}, 2)",
                                "upper({0})",
                                "lower({0})",
                                "trim({0})",
                                "replace({0}, 'a', 'xy')",
                                "lpad({0}, 3, '*')",
                                "rpad({0}, 4, 'xy')",
                                "ltrim({0})",
                                "rtrim({0})",
                                "substr({0} || 'xyz', -3)",
                                "substr({0} || 'xyz', -2, 1)",
                                "translate({0}, 'ab', 'b')",
                                "split_part({0}, ' ', 1)",
                                "lpad({0}, 0, 'z')",
                                "substr({0}, 3, 9)",
                                "concat({0}, {0})"));
        if (text.startsWith("concat")) {
            return Term.tame(
                    Fragment.spelled("concat({0}, {0})", "({0} || {0})", sql).or(sql),
                    Kind.VARCHAR);
        }
        if (random.nextInt(4) == 0) {
            Term number = column(pick(List.of(Kind.INTEGER, Kind.BIGINT, Kind.DATE)), scope);
            return Term.tame(of("cast({0} as varchar)", number), Kind.VARCHAR);
        }
        return Term.tame(Fragment.of(text, sql, literal(Kind.VARCHAR).sql()).or(sql), Kind.VARCHAR);
    }

    private Term date(List<Term> scope, int depth) {
        Term one = next(Kind.DATE, scope, depth);
        String days = String.valueOf(1 + random.nextInt(60));
        return switch (random.nextInt(5)) {
            case 3 ->
                    Term.tame(
                            Fragment.spelled("last_day_of_month({0})", "last_day({0})", one.sql())
                                    .or(one.sql()),
                            Kind.DATE);
            case 4 -> {
                String unit = pick(List.of("year", "quarter", "week"));
                yield Term.tame(
                        Fragment.spelled(
                                        "date_trunc('" + unit + "', {0})",
                                        "cast(date_trunc('" + unit + "', {0}) as date)",
                                        one.sql())
                                .or(one.sql()),
                        Kind.DATE);
            }
            case 0 ->
                    Term.tame(
                            Fragment.spelled(
                                            "({0} + interval '" + days + "' day)",
                                            "cast({0} + interval '" + days + "' day as date)",
                                            one.sql())
                                    .or(one.sql()),
                            Kind.DATE);
            case 1 ->
                    Term.tame(
                            Fragment.spelled(
                                            "({0} - interval '2' month)",
                                            "cast({0} - interval '2' month as date)", one.sql())
                                    .or(one.sql()),
                            Kind.DATE);
            default ->
                    Term.tame(
                            Fragment.spelled(
                                            "date_trunc('month', {0})",
                                            "cast(date_trunc('month', {0}) as date)", one.sql())
                                    .or(one.sql()),
                            Kind.DATE);
        };
    }

    private Term time(List<Term> scope, int depth) {
        Term one = next(Kind.TIMESTAMP, scope, depth);
        return random.nextBoolean()
                ? Term.tame(
                        Fragment.of("({0} + interval '90' minute)", one.sql()).or(one.sql()),
                        Kind.TIMESTAMP)
                : Term.tame(
                        Fragment.of("date_trunc('hour', {0})", one.sql()).or(one.sql()),
                        Kind.TIMESTAMP);
    }

    /// As many random kinds.
    List<Kind> kinds(int count) {
        List<Kind> kinds = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            kinds.add(pick(List.of(Kind.values())));
        }
        return kinds;
    }

    private <T> T pick(List<T> values) {
        return values.get(random.nextInt(values.size()));
    }
}
