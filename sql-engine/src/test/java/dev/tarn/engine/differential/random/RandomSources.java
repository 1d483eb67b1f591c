package dev.tarn.engine.differential.random;

import dev.tarn.engine.differential.random.Query.Block;
import dev.tarn.engine.differential.random.Query.Item;
import dev.tarn.engine.differential.random.Query.SetOperation;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// What random queries read from: tables, values, queries, and joins of them. One query a time; one
/// thread.
final class RandomSources {
    private final Random random;
    private final List<String> tables;
    private final RandomExpressions expressions;
    private final RandomPredicates predicates;
    private final RandomQueries queries;
    private @Nullable Source named;

    RandomSources(
            Random random,
            List<String> tables,
            RandomExpressions expressions,
            RandomPredicates predicates,
            RandomQueries queries) {
        this.random = random;
        this.tables = tables;
        this.expressions = expressions;
        this.predicates = predicates;
        this.queries = queries;
    }

    /// Has `source` read from now and then, by its name.
    void name(Source source) {
        named = source;
    }

    /// @param depth how many queries stand inside one another
    Source from(int depth) {
        if (random.nextInt(7) == 0) {
            return star();
        }
        Source source = source(depth);
        int joins = random.nextInt(10) < 5 ? 0 : 1 + random.nextInt(2);
        for (int i = 0; i < joins; i++) {
            source = joined(source, source(depth - 1));
        }
        return source;
    }

    /// A larger table with small ones beside it of which conditions leave few rows: what the small
    /// ones have is told to the scan of the large one.
    private Source star() {
        Source star = table(queries.pick(List.of("facts", "facts", "parted", "cut")));
        for (int i = 0; i < 1 + random.nextInt(3); i++) {
            Source dimension = dimension();
            Fragment equal = condition(star, dimension, "=");
            if (equal != null) {
                star = joined(star, dimension, equal);
            }
        }
        return star;
    }

    private Source dimension() {
        Source from = table(queries.pick(List.of("small", "small", "one", "nulls", "empty")));
        List<Item> items = new ArrayList<>();
        for (Term column : from.columns()) {
            items.add(queries.item(column));
        }
        Fragment where = predicates.next(from.columns(), 1, false);
        Query rows = new Block("", items, from.sql(), where, List.of(), "{0}", null);
        if (random.nextInt(4) == 0) {
            rows = queries.grouped(from, null);
        }
        return Source.aliased(Fragment.of("({0})", rows.sql()), queries.name("t"), rows.columns());
    }

    Source joined(Source left, Source right) {
        if (random.nextInt(12) == 0) {
            return random.nextBoolean() ? unnested(left) : lateral(left);
        }
        List<Term> columns = new ArrayList<>(left.columns());
        columns.addAll(right.columns());
        String operator = random.nextInt(8) == 0 ? queries.pick(List.of("<", ">=", "<>")) : "=";
        Fragment condition = condition(left, right, operator);
        return condition != null
                ? joined(left, right, condition)
                : new Source(
                        Fragment.of("{0} cross join {1}", left.sql(), right.sql())
                                .or(left.sql(), right.sql()),
                        columns);
    }

    private Source joined(Source left, Source right, Fragment condition) {
        List<Term> columns = new ArrayList<>(left.columns());
        columns.addAll(right.columns());
        String word = queries.pick(List.of("join", "join", "left join", "right join", "full join"));
        Fragment simple = condition;
        if (random.nextInt(4) == 0) {
            simple = Fragment.list(" and ", List.of(condition, predicates.next(columns, 1, false)));
        }
        return new Source(
                Fragment.of("{0} " + word + " {1} on {2}", left.sql(), right.sql(), simple)
                        .or(left.sql(), right.sql()),
                columns);
    }

    /// Each row with the elements of an array that is made of it.
    private Source unnested(Source left) {
        Kind kind = queries.pick(List.of(Kind.values()));
        List<Fragment> elements = new ArrayList<>();
        Term all = expressions.literal(kind);
        for (int i = 0; i < 1 + random.nextInt(3); i++) {
            Term element = expressions.next(kind, left.columns(), 1);
            elements.add(element.sql());
            all = all.or(element);
        }
        String alias = queries.name("t");
        String name = queries.name("v");
        List<Term> columns = new ArrayList<>(left.columns());
        columns.add(all.as(Fragment.of(alias + "." + name)));
        String as = " as " + alias + " (" + name + ")";
        return new Source(
                Fragment.spelled(
                                "{0} cross join unnest(array[{1}])" + as,
                                "{0} cross join unnest([{1}])" + as,
                                left.sql(),
                                Fragment.list(", ", elements))
                        .or(left.sql()),
                columns);
    }

    /// Each row with those of a query that names it.
    private Source lateral(Source left) {
        Query rows = queries.ofRows(left.columns());
        Source right =
                Source.aliased(
                        Fragment.of("lateral ({0})", rows.sql()),
                        queries.name("t"),
                        rows.columns());
        List<Term> columns = new ArrayList<>(left.columns());
        columns.addAll(right.columns());
        String joined = random.nextBoolean() ? "{0} cross join {1}" : "{0} left join {1} on true";
        return new Source(Fragment.of(joined, left.sql(), right.sql()).or(left.sql()), columns);
    }

    /// A column of each side, compared; null without a pair.
    @Nullable Fragment condition(Source left, Source right, String operator) {
        for (int i = 0; i < 20; i++) {
            Term one = queries.pick(left.columns());
            List<Term> others =
                    right.columns().stream()
                            .filter(term -> term.kind() == one.kind() && term.isComparable())
                            .toList();
            boolean selective = one.kind() != Kind.BOOLEAN;
            if (selective && one.isComparable() && !others.isEmpty()) {
                return predicates.comparison(one, operator, queries.pick(others));
            }
        }
        return null;
    }

    Source source(int depth) {
        String alias = queries.name("t");
        Source cte = named;
        if (cte != null && random.nextInt(3) == 0) {
            return Source.aliased(cte.sql(), alias, cte.columns());
        }
        if (depth > 0 && random.nextInt(3) == 0) {
            Query inner = queries.query(null, depth - 1);
            if (random.nextInt(5) == 0 && inner.isSortable() && !isParenthesized(inner)) {
                inner = queries.ordered(inner);
            }
            return Source.aliased(Fragment.of("({0})", inner.sql()), alias, inner.columns());
        }
        if (random.nextInt(12) == 0) {
            return values(alias);
        }
        return table(queries.pick(tables));
    }

    /// Whether its text begins with a parenthesis: before ORDER BY in FROM, the parser does not
    /// take that.
    private static boolean isParenthesized(Query query) {
        return query instanceof SetOperation operation && !(operation.left() instanceof Block);
    }

    private Source table(String name) {
        String alias = queries.name("t");
        return new Source(Fragment.of(name + " as " + alias), RandomTables.columns(alias));
    }

    private Source values(String alias) {
        List<Kind> kinds = expressions.kinds(1 + random.nextInt(3));
        List<Fragment> rows = new ArrayList<>();
        for (int row = 0; row < 1 + random.nextInt(4); row++) {
            List<Fragment> values = new ArrayList<>();
            for (Kind kind : kinds) {
                values.add(expressions.literal(kind).sql());
            }
            Fragment list = Fragment.list(", ", values);
            rows.add(
                    new Fragment(
                            "(" + list.tarnText() + ")",
                            "(" + list.duckText() + ")",
                            List.of(),
                            List::of));
        }
        List<Term> columns = new ArrayList<>();
        List<String> names = new ArrayList<>();
        for (Kind kind : kinds) {
            String name = queries.name("v");
            names.add(name);
            columns.add(Term.tame(Fragment.of(alias + "." + name), kind));
        }
        String list = String.join(", ", names);
        return new Source(
                Fragment.of(
                        "(values {0}) as " + alias + " (" + list + ")", Fragment.list(", ", rows)),
                columns);
    }
}
