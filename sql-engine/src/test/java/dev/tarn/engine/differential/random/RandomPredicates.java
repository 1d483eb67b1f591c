package dev.tarn.engine.differential.random;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// Random conditions over the terms that are in scope, with sub-queries.
///
/// DuckDB's spelling of a comparison of doubles says what NaN does in Tarn: it equals nothing and
/// has no order.
final class RandomPredicates {
    private static final List<String> COMPARISONS = List.of("=", "<>", "<", "<=", ">", ">=");

    private final Random random;
    private final RandomExpressions expressions;
    private final SubQueries subQueries;

    /// Where queries inside conditions come from.
    interface SubQueries {
        /// A query of one column of `kind`; it may name `outer` terms.
        Fragment ofOneColumn(Kind kind, List<Term> outer);

        /// A query of any columns; it may name `outer` terms.
        Fragment ofAnything(List<Term> outer);

        /// A query of one value of `kind`; it may name `outer` terms.
        Fragment ofOneValue(Kind kind, List<Term> outer);
    }

    RandomPredicates(Random random, RandomExpressions expressions, SubQueries subQueries) {
        this.random = random;
        this.expressions = expressions;
        this.subQueries = subQueries;
    }

    /// @param depth how many AND, OR and NOT stand inside one another
    /// @param queries whether it may have sub-queries
    Fragment next(List<Term> scope, int depth, boolean queries) {
        if (depth > 0) {
            switch (random.nextInt(6)) {
                case 0 -> {
                    Fragment operand = next(scope, depth - 1, queries);
                    return Fragment.of("(not {0})", operand).or(operand);
                }
                case 1, 2 -> {
                    return joined(" or ", scope, depth - 1, queries);
                }
                case 3 -> {
                    return joined(" and ", scope, depth - 1, queries);
                }
                default -> {}
            }
        }
        return queries && random.nextInt(3) == 0 ? ofQuery(scope) : simple(scope);
    }

    private Fragment joined(String word, List<Term> scope, int depth, boolean queries) {
        List<Fragment> operands = new ArrayList<>();
        for (int i = 0; i < 2 + random.nextInt(2); i++) {
            operands.add(next(scope, depth, queries));
        }
        return Fragment.of("({0})", Fragment.list(word, operands));
    }

    private Fragment simple(List<Term> scope) {
        Term term = expressions.next(pick(List.of(Kind.values())), scope, random.nextInt(2));
        if (!term.isExact() || random.nextInt(6) == 0) {
            return Fragment.of(
                    "({0} is " + (random.nextBoolean() ? "" : "not ") + "null)", term.sql());
        }
        if (term.kind() == Kind.BOOLEAN) {
            return Fragment.of(
                    pick(List.of("{0}", "({0} is true)", "({0} is not false)", "(not {0})")),
                    term.sql());
        }
        if (term.kind() == Kind.VARCHAR && random.nextInt(3) == 0) {
            String pattern = pick(List.of("a%", "%b", "%a%", "_", "_%_", "%", "äö"));
            String word = random.nextInt(3) == 0 ? "not like" : "like";
            return Fragment.of("({0} " + word + " '" + pattern + "')", term.sql());
        }
        if (!term.isComparable()) {
            return comparison(term, pick(COMPARISONS), expressions.column(term.kind(), scope));
        }
        return switch (random.nextInt(6)) {
            case 0 -> in(term);
            case 1 -> between(term, scope);
            case 2 -> {
                String word = random.nextBoolean() ? "" : "not ";
                Term other = expressions.next(term.kind(), scope, random.nextInt(2));
                yield other.isExact()
                        ? Fragment.of(
                                "({0} is " + word + "distinct from {1})", term.sql(), other.sql())
                        : Fragment.of("({0} is null)", term.sql());
            }
            default -> {
                Term other = expressions.next(term.kind(), scope, random.nextInt(2));
                yield other.isExact()
                        ? comparison(term, pick(COMPARISONS), other)
                        : Fragment.of("({0} is not null)", term.sql());
            }
        };
    }

    private Fragment in(Term term) {
        List<Fragment> values = new ArrayList<>();
        for (int i = 0; i < 1 + random.nextInt(4); i++) {
            values.add(expressions.literal(term.kind()).sql());
        }
        String word = random.nextInt(3) == 0 ? "not in" : "in";
        return Fragment.of("({0} " + word + " ({1}))", term.sql(), Fragment.list(", ", values));
    }

    private Fragment between(Term term, List<Term> scope) {
        Term high = expressions.tame(term.kind(), scope);
        String word = random.nextInt(4) == 0 ? "not between" : "between";
        return Fragment.of(
                "({0} " + word + " {1} and {2})",
                term.sql(),
                expressions.literal(term.kind()).sql(),
                high.sql());
    }

    /// A comparison that means in DuckDB what it means in Tarn.
    Fragment comparison(Term one, String operator, Term other) {
        String same = "({0} " + operator + " {1})";
        if (one.isComparable() && other.isComparable()) {
            return Fragment.of(same, one.sql(), other.sql());
        }
        String nan = "isnan({0}) or isnan({1})";
        return Fragment.spelled(
                same,
                "(case when {0} is null or {1} is null then null when "
                        + nan
                        + " then "
                        + operator.equals("<>")
                        + " else {0} "
                        + operator
                        + " {1} end)",
                one.sql(),
                other.sql());
    }

    private Fragment ofQuery(List<Term> scope) {
        Kind kind = pick(List.of(Kind.INTEGER, Kind.INTEGER, Kind.VARCHAR, Kind.DATE, Kind.BIGINT));
        // Of NULL, whether it is in no rows: Tarn says unknown where the rows are correlated.
        Term term = expressions.something(kind, scope);
        return switch (random.nextInt(6)) {
            case 0 -> Fragment.of("(exists ({0}))", subQueries.ofAnything(scope));
            case 1 -> Fragment.of("(not exists ({0}))", subQueries.ofAnything(scope));
            case 2 ->
                    Fragment.of("({0} in ({1}))", term.sql(), subQueries.ofOneColumn(kind, scope));
            case 3 ->
                    Fragment.of(
                            "({0} not in ({1}))", term.sql(), subQueries.ofOneColumn(kind, scope));
            case 4 -> {
                String word = random.nextBoolean() ? "any" : "all";
                yield Fragment.of(
                        "({0} " + pick(COMPARISONS) + " " + word + " ({1}))",
                        term.sql(),
                        subQueries.ofOneColumn(kind, scope));
            }
            default ->
                    Fragment.of(
                            "({0} " + pick(COMPARISONS) + " ({1}))",
                            term.sql(),
                            subQueries.ofOneValue(kind, scope));
        };
    }

    private <T> T pick(List<T> values) {
        return values.get(random.nextInt(values.size()));
    }
}
