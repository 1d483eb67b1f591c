package dev.tarn.engine.differential.random;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// Random window functions.
///
/// Those that tell rows apart which the order does not (ROW_NUMBER, LAG, frames of ROWS) are
/// ordered by everything in scope, so that rows which tie are the same.
final class RandomWindows {
    private static final List<String> DIRECTIONS =
            List.of("", " desc", " nulls first", " desc nulls first");
    private static final List<String> STARTS =
            List.of("unbounded preceding", "3 preceding", "1 preceding", "current row");
    private static final List<String> ENDS =
            List.of("current row", "1 following", "2 following", "unbounded following");
    private static final List<String> EXCLUSIONS =
            List.of(
                    "",
                    "",
                    "",
                    " exclude current row",
                    " exclude group",
                    " exclude ties",
                    " exclude no others");

    private final Random random;
    private final RandomExpressions expressions;

    RandomWindows(Random random, RandomExpressions expressions) {
        this.random = random;
        this.expressions = expressions;
    }

    Term next(List<Term> scope) {
        boolean total = scope.stream().allMatch(Term::isExact);
        return switch (random.nextInt(total ? 7 : 3)) {
            case 0 -> ranking(scope);
            case 1 -> over(aggregate(scope), partition(scope), byKeys(scope), "");
            case 2 -> over(aggregate(scope), partition(scope), ranged(scope), "");
            case 3 -> over(aggregate(scope), partition(scope), byAll(scope), frame("rows"));
            case 4 -> over(aggregate(scope), partition(scope), byKeys(scope), frame("groups"));
            case 5 -> numbering(scope);
            default -> picking(scope);
        };
    }

    private Term over(Term call, Fragment partition, Fragment order, String frame) {
        return call.as(Fragment.of("{0} over ({1}{2}" + frame + ")", call.sql(), partition, order));
    }

    private Fragment partition(List<Term> scope) {
        List<Term> keys = scope.stream().filter(Term::isExact).toList();
        if (keys.isEmpty() || random.nextInt(3) == 0) {
            return Fragment.of("");
        }
        return Fragment.of("partition by {0} ", pick(keys).sql()).or(Fragment.of(""));
    }

    private Fragment byKeys(List<Term> scope) {
        List<Term> keys = scope.stream().filter(Term::isExact).toList();
        if (keys.isEmpty() || random.nextInt(5) == 0) {
            return Fragment.of("order by 1 + 1");
        }
        return Fragment.of("order by {0}" + pick(DIRECTIONS), pick(keys).sql());
    }

    /// By all in scope; what it leaves as ties are rows that are the same.
    private Fragment byAll(List<Term> scope) {
        List<Fragment> keys = new ArrayList<>();
        int first = random.nextInt(scope.size());
        for (int i = 0; i < scope.size(); i++) {
            Term key = scope.get((first + i) % scope.size());
            keys.add(Fragment.of("{0}" + pick(DIRECTIONS), key.sql()));
        }
        return new Fragment(
                "order by " + Fragment.list(", ", keys).tarnText(),
                "order by " + Fragment.list(", ", keys).duckText(),
                List.of(),
                List::of);
    }

    /// By a number or a date, in a frame of distances.
    private Fragment ranged(List<Term> scope) {
        Kind kind = pick(List.of(Kind.INTEGER, Kind.DECIMAL, Kind.DATE));
        List<Term> keys =
                scope.stream()
                        .filter(term -> term.kind() == kind && term.isExact() && !term.isWild())
                        .toList();
        if (keys.isEmpty()) {
            return byKeys(scope);
        }
        String most = kind == Kind.DATE ? "interval '40' day" : "5";
        String bounds =
                pick(
                        List.of(
                                "between " + most + " preceding and current row",
                                "between " + most + " preceding and " + most + " following",
                                "between current row and unbounded following",
                                "between unbounded preceding and " + most + " following"));
        return Fragment.of(
                "order by {0}" + pick(DIRECTIONS) + " range " + bounds + pick(EXCLUSIONS),
                pick(keys).sql());
    }

    private String frame(String unit) {
        return " " + unit + " between " + pick(STARTS) + " and " + pick(ENDS) + pick(EXCLUSIONS);
    }

    private Term ranking(List<Term> scope) {
        String name = pick(List.of("rank", "dense_rank", "percent_rank", "cume_dist"));
        boolean whole = name.endsWith("nk") && !name.startsWith("percent");
        Term call =
                new Term(Fragment.of(name + "()"), whole ? Kind.BIGINT : Kind.DOUBLE, false, whole);
        return over(call, partition(scope), byKeys(scope), "");
    }

    private Term numbering(List<Term> scope) {
        Term call =
                random.nextInt(3) > 0
                        ? Term.tame(Fragment.of("row_number()"), Kind.BIGINT)
                        : Term.tame(Fragment.of("ntile(4)"), Kind.BIGINT);
        return over(call, partition(scope), byAll(scope), "");
    }

    private Term picking(List<Term> scope) {
        Term picked = expressions.next(pick(List.of(Kind.values())), scope, 1);
        String name = pick(List.of("lag", "lead", "first_value", "last_value", "nth_value"));
        String more = name.equals("nth_value") ? ", 2" : "";
        if (name.startsWith("l") && name.length() < 5 && random.nextBoolean()) {
            more = ", " + (1 + random.nextInt(3));
        }
        boolean ignores = random.nextInt(4) == 0;
        Fragment sql =
                Fragment.spelled(
                        name + "({0}" + more + ")" + (ignores ? " ignore nulls" : ""),
                        name + "({0}" + more + (ignores ? " ignore nulls)" : ")"),
                        picked.sql());
        String frame = name.length() < 5 || random.nextBoolean() ? "" : frame("rows");
        return over(picked.as(sql), partition(scope), byAll(scope), frame);
    }

    private Term aggregate(List<Term> scope) {
        Kind kind = pick(List.of(Kind.INTEGER, Kind.DECIMAL, Kind.DOUBLE));
        Term number = expressions.tame(kind, scope);
        Term any = expressions.next(pick(List.of(Kind.values())), scope, 1);
        return switch (random.nextInt(6)) {
            case 0 -> Term.tame(Fragment.of("count(*)"), Kind.BIGINT);
            case 1 -> Term.tame(Fragment.of("count({0})", any.sql()), Kind.BIGINT);
            case 2, 3 -> {
                Kind sum = kind == Kind.INTEGER ? Kind.BIGINT : kind;
                yield Term.wild(Fragment.of("sum({0})", number.sql()), sum);
            }
            case 4 ->
                    new Term(
                            Fragment.of("avg({0})", number.sql()),
                            kind == Kind.DECIMAL ? Kind.DECIMAL : Kind.DOUBLE,
                            true,
                            false);
            default ->
                    any.kind() == Kind.BOOLEAN
                            ? Term.tame(Fragment.of("bool_and({0})", any.sql()), Kind.BOOLEAN)
                            : any.as(
                                    Fragment.of(
                                            (random.nextBoolean() ? "min" : "max") + "({0})",
                                            any.sql()));
        };
    }

    private <T> T pick(List<T> values) {
        return values.get(random.nextInt(values.size()));
    }
}
