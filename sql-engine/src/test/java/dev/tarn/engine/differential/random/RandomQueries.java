package dev.tarn.engine.differential.random;

import dev.tarn.engine.differential.random.Query.Block;
import dev.tarn.engine.differential.random.Query.Item;
import dev.tarn.engine.differential.random.Query.Ordered;
import dev.tarn.engine.differential.random.Query.SetOperation;
import dev.tarn.engine.differential.random.Query.With;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;

/// Random queries: joins of all kinds, sub-queries, grouping sets, set operations, order and limit,
/// over tables, queries and values.
///
/// What is computed differently by rule, or by the order of rows, is only selected: nothing is
/// compared with it, grouped, joined or ordered by it. One query a time; one thread.
///
/// Open disagreements, which it does not make until they are gone: SELECT DISTINCT of a window
/// function, ordered by its name, and a parenthesis before a set operation with ORDER BY in FROM
/// (Tarn: syntax errors).
final class RandomQueries implements RandomPredicates.SubQueries {
    private static final Pattern COLUMN = Pattern.compile("\\bt\\d+\\.");
    private static final List<String> DIRECTIONS =
            List.of("", " desc", " asc nulls first", " desc nulls last", " desc nulls first");

    private static final List<String> SET_OPERATIONS =
            List.of(
                    "union",
                    "union all",
                    "union all",
                    "intersect",
                    "except",
                    "intersect all",
                    "except all");

    private final Random random;
    private final List<String> tables;
    private final RandomExpressions expressions;
    private final RandomPredicates predicates;
    private final RandomAggregates aggregates;
    private final RandomWindows windows;
    private @Nullable Source named;
    private int nameCount;

    /// Something to read from, with its columns as they are named outside.
    private record Source(Fragment sql, List<Term> columns) {}

    RandomQueries(Random random, List<String> tables) {
        this.random = random;
        this.tables = tables;
        this.expressions = new RandomExpressions(random);
        this.predicates = new RandomPredicates(random, expressions, this);
        this.aggregates = new RandomAggregates(random, expressions, predicates);
        this.windows = new RandomWindows(random, expressions);
    }

    /// A query to ask.
    Query next() {
        Query cte = random.nextInt(6) == 0 ? query(null, 1) : null;
        String name = "w" + nameCount++;
        if (cte != null) {
            named = new Source(Fragment.of(name), cte.columns());
        }
        Query body = random.nextInt(10) == 0 ? groupsInOrder() : query(null, 2);
        if (random.nextBoolean() && isSortable(body)) {
            body = ordered(body);
        }
        return cte == null ? body : new With(name, cte, body);
    }

    /// Groups of rows in order, by the first of the columns that these are ordered by.
    private Query groupsInOrder() {
        Query rows = plain(from(0), null, 0);
        if (!isSortable(rows)) {
            return rows;
        }
        Source from =
                aliased(
                        Fragment.of("({0})", ordered(rows).sql()),
                        "t" + nameCount++,
                        rows.columns());
        List<Item> items = new ArrayList<>();
        for (Term key : from.columns().subList(0, 1 + random.nextInt(from.columns().size()))) {
            items.add(item(key));
        }
        List<Fragment> groups = items.stream().map(Item::sql).toList();
        for (int i = 0; i < 1 + random.nextInt(3); i++) {
            items.add(item(aggregates.next(from.columns())));
        }
        return new Block("", items, from.sql(), null, groups, "{0}", null);
    }

    private static boolean isSortable(Query query) {
        return query.columns().stream().allMatch(Term::isExact);
    }

    /// Whether its text begins with a parenthesis: before ORDER BY in FROM, the parser does not
    /// take that.
    private static boolean isParenthesized(Query query) {
        return query instanceof SetOperation operation && !(operation.left() instanceof Block);
    }

    private Query ordered(Query body) {
        List<String> directions = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            directions.add(pick(DIRECTIONS));
        }
        String limit = random.nextInt(3) > 0 ? " limit " + random.nextInt(20) : "";
        String offset =
                random.nextInt(4) > 0 ? "" : limit.isEmpty() ? "" : " offset " + random.nextInt(5);
        return new Ordered(body, directions, limit + offset);
    }

    /// @param kinds of the columns; null leaves them open
    /// @param depth how many queries stand inside one another
    private Query query(@Nullable List<Kind> kinds, int depth) {
        if (depth > 0 && random.nextInt(7) == 0) {
            return sets(kinds == null ? expressions.kinds(1 + random.nextInt(3)) : kinds, depth);
        }
        Source from = from(depth);
        return random.nextInt(3) == 0 ? grouped(from, kinds, List.of()) : plain(from, kinds, depth);
    }

    /// Two or three queries as one.
    private Query sets(List<Kind> kinds, int depth) {
        Query all = query(kinds, depth - 1);
        int more = random.nextInt(3) == 0 ? 2 : 1;
        for (int i = 0; i < more; i++) {
            Query next = query(kinds, depth - 1);
            if (isSortable(all) && isSortable(next)) {
                all = new SetOperation(all, pick(SET_OPERATIONS), next);
            }
        }
        return all;
    }

    private Query plain(Source from, @Nullable List<Kind> kinds, int depth) {
        List<Kind> wanted = kinds == null ? expressions.kinds(1 + random.nextInt(4)) : kinds;
        List<Item> items = new ArrayList<>();
        for (Kind kind : wanted) {
            Term term =
                    depth > 0 && random.nextInt(20) == 0
                            ? Term.wild(
                                    Fragment.of("({0})", ofOneValue(kind, from.columns())), kind)
                            : expressions.next(kind, from.columns(), 2);
            items.add(item(term));
        }
        for (int i = 0; kinds == null && i < 2 && random.nextInt(7) == 0; i++) {
            items.add(item(windows.next(from.columns())));
        }
        boolean windowed = items.size() > wanted.size();
        boolean exact = items.stream().allMatch(item -> item.column().isExact());
        String word = exact && !windowed && random.nextInt(5) == 0 ? "distinct " : "";
        return new Block(
                word, items, from.sql(), where(from.columns(), depth > 0), List.of(), "{0}", null);
    }

    private @Nullable Fragment where(List<Term> scope, boolean queries) {
        return random.nextInt(3) == 0 ? null : predicates.next(scope, 2, queries);
    }

    private Item item(Term term) {
        return new Item(term.sql(), term.as(Fragment.of("c" + nameCount++)));
    }

    private Query grouped(Source from, @Nullable List<Kind> kinds, List<Fragment> correlated) {
        List<Term> keys = new ArrayList<>();
        List<Item> items = new ArrayList<>();
        if (kinds == null) {
            for (int i = 0; i < random.nextInt(4); i++) {
                Term key = expressions.next(pick(List.of(Kind.values())), from.columns(), 1);
                if (isNewKey(key, keys)) {
                    keys.add(key);
                    items.add(item(key));
                }
            }
            for (int i = 0; i < 1 + random.nextInt(3); i++) {
                items.add(item(aggregates.next(from.columns())));
            }
        } else {
            for (Kind kind : kinds) {
                Term key = expressions.column(kind, from.columns());
                boolean isKey = random.nextBoolean() && isNewKey(key, keys);
                if (isKey) {
                    keys.add(key);
                }
                items.add(item(isKey ? key : aggregates.of(kind, from.columns())));
            }
        }
        List<Fragment> groups = keys.stream().map(Term::sql).toList();
        String grouping = grouping(keys.size());
        if (!grouping.equals("{0}") && kinds == null) {
            items.add(
                    item(Term.tame(Fragment.of("grouping({0})", groups.getFirst()), Kind.BIGINT)));
        }
        return new Block(
                "",
                items,
                from.sql(),
                conjunction(correlated, where(from.columns(), false)),
                groups,
                grouping,
                having(keys, from.columns(), grouping));
    }

    /// Not a constant, and each once.
    private static boolean isNewKey(Term key, List<Term> keys) {
        String text = key.sql().tarnText();
        return key.isExact()
                && COLUMN.matcher(text).find()
                && keys.stream().noneMatch(one -> one.sql().tarnText().equals(text));
    }

    private @Nullable Fragment having(List<Term> keys, List<Term> scope, String grouping) {
        if (random.nextInt(3) > 0) {
            return null;
        }
        List<Term> terms = new ArrayList<>(grouping.equals("{0}") ? keys : List.of());
        for (int i = 0; i < 2; i++) {
            Term call = aggregates.next(scope);
            if (call.isExact()) {
                terms.add(call);
            }
        }
        return terms.isEmpty() ? null : predicates.next(terms, 1, false);
    }

    private String grouping(int keyCount) {
        if (keyCount == 0 || random.nextInt(3) > 0) {
            return "{0}";
        }
        List<String> single = new ArrayList<>();
        for (int key = 0; key < keyCount; key++) {
            single.add("({k" + key + "})");
        }
        String each = String.join(", ", single);
        return pick(
                List.of(
                        "rollup ({0})",
                        "cube ({0})",
                        "grouping sets (({0}), ())",
                        "grouping sets (" + each + ", ())",
                        "grouping sets (({0}), " + each + ", ({k0}))",
                        "{k0}, rollup ({0})"));
    }

    private static @Nullable Fragment conjunction(
            List<Fragment> conditions, @Nullable Fragment more) {
        List<Fragment> all = new ArrayList<>(conditions);
        if (more != null) {
            all.add(more);
        }
        return all.isEmpty() ? null : Fragment.list(" and ", all);
    }

    private Source from(int depth) {
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
        Source star = table(pick(List.of("facts", "facts", "parted", "cut")));
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
        Source from = table(pick(List.of("small", "small", "one", "nulls", "empty")));
        List<Item> items = new ArrayList<>();
        for (Term column : from.columns()) {
            items.add(item(column));
        }
        Fragment where = predicates.next(from.columns(), 1, false);
        Query rows = new Block("", items, from.sql(), where, List.of(), "{0}", null);
        if (random.nextInt(4) == 0) {
            rows = grouped(from, null, List.of());
        }
        return aliased(Fragment.of("({0})", rows.sql()), "t" + nameCount++, rows.columns());
    }

    private Source joined(Source left, Source right) {
        if (random.nextInt(12) == 0) {
            return random.nextBoolean() ? unnested(left) : lateral(left);
        }
        List<Term> columns = new ArrayList<>(left.columns());
        columns.addAll(right.columns());
        String operator = random.nextInt(8) == 0 ? pick(List.of("<", ">=", "<>")) : "=";
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
        String word = pick(List.of("join", "join", "left join", "right join", "full join"));
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
        Kind kind = pick(List.of(Kind.values()));
        List<Fragment> elements = new ArrayList<>();
        Term all = expressions.literal(kind);
        for (int i = 0; i < 1 + random.nextInt(3); i++) {
            Term element = expressions.next(kind, left.columns(), 1);
            elements.add(element.sql());
            all = all.or(element);
        }
        String alias = "t" + nameCount++;
        String name = "v" + nameCount++;
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
        Source from = inner();
        Fragment where =
                conjunction(correlation(from, left.columns()), where(from.columns(), false));
        List<Item> items = new ArrayList<>();
        boolean single = random.nextBoolean();
        for (Kind kind : expressions.kinds(1 + random.nextInt(2))) {
            items.add(
                    item(
                            single
                                    ? aggregates.of(kind, from.columns())
                                    : expressions.next(kind, from.columns(), 1)));
        }
        Query rows = new Block("", items, from.sql(), where, List.of(), "{0}", null);
        // DuckDB has no row for an aggregation of no rows that is ordered.
        if (isSortable(rows) && !single && random.nextInt(4) == 0) {
            rows = ordered(rows);
        }
        Source right =
                aliased(
                        Fragment.of("lateral ({0})", rows.sql()),
                        "t" + nameCount++,
                        rows.columns());
        List<Term> columns = new ArrayList<>(left.columns());
        columns.addAll(right.columns());
        String joined = random.nextBoolean() ? "{0} cross join {1}" : "{0} left join {1} on true";
        return new Source(Fragment.of(joined, left.sql(), right.sql()).or(left.sql()), columns);
    }

    /// A column of each side, compared; null without a pair.
    private @Nullable Fragment condition(Source left, Source right, String operator) {
        for (int i = 0; i < 20; i++) {
            Term one = pick(left.columns());
            List<Term> others =
                    right.columns().stream()
                            .filter(term -> term.kind() == one.kind() && term.isComparable())
                            .toList();
            boolean selective = one.kind() != Kind.BOOLEAN;
            if (selective && one.isComparable() && !others.isEmpty()) {
                return predicates.comparison(one, operator, pick(others));
            }
        }
        return null;
    }

    private Source source(int depth) {
        String alias = "t" + nameCount++;
        Source cte = named;
        if (cte != null && random.nextInt(3) == 0) {
            return aliased(cte.sql(), alias, cte.columns());
        }
        if (depth > 0 && random.nextInt(3) == 0) {
            Query inner = query(null, depth - 1);
            if (random.nextInt(5) == 0 && isSortable(inner) && !isParenthesized(inner)) {
                inner = ordered(inner);
            }
            return aliased(Fragment.of("({0})", inner.sql()), alias, inner.columns());
        }
        if (random.nextInt(12) == 0) {
            return values(alias);
        }
        return table(pick(tables));
    }

    private Source table(String name) {
        String alias = "t" + nameCount++;
        return new Source(Fragment.of(name + " as " + alias), RandomTables.columns(alias));
    }

    private static Source aliased(Fragment sql, String alias, List<Term> columns) {
        List<Term> outside = new ArrayList<>();
        for (Term column : columns) {
            outside.add(column.as(Fragment.of(alias + "." + column.sql().tarnText())));
        }
        return new Source(Fragment.of("{0} as " + alias, sql), outside);
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
            String name = "v" + nameCount++;
            names.add(name);
            columns.add(Term.tame(Fragment.of(alias + "." + name), kind));
        }
        String list = String.join(", ", names);
        return new Source(
                Fragment.of(
                        "(values {0}) as " + alias + " (" + list + ")", Fragment.list(", ", rows)),
                columns);
    }

    @Override
    public Fragment ofOneColumn(Kind kind, List<Term> outer) {
        Source from = inner();
        Fragment where = conjunction(correlation(from, outer), where(from.columns(), false));
        Item item = item(expressions.column(kind, from.columns()));
        return new Block("", List.of(item), from.sql(), where, List.of(), "{0}", null).sql();
    }

    @Override
    public Fragment ofAnything(List<Term> outer) {
        Source from = inner();
        Fragment where = conjunction(correlation(from, outer), where(from.columns(), false));
        Item item = item(Term.tame(Fragment.of("1"), Kind.INTEGER));
        return new Block("", List.of(item), from.sql(), where, List.of(), "{0}", null).sql();
    }

    @Override
    public Fragment ofOneValue(Kind kind, List<Term> outer) {
        Source from = inner();
        Fragment where = conjunction(correlation(from, outer), where(from.columns(), false));
        Item item = item(aggregates.of(kind, from.columns()));
        return new Block("", List.of(item), from.sql(), where, List.of(), "{0}", null).sql();
    }

    private Source inner() {
        Source one = source(random.nextInt(4) == 0 ? 1 : 0);
        return random.nextInt(5) == 0 ? joined(one, source(0)) : one;
    }

    /// Conditions that name what is outside; mostly equalities, often none.
    private List<Fragment> correlation(Source inner, List<Term> outer) {
        List<Fragment> conditions = new ArrayList<>();
        if (random.nextInt(5) < 2) {
            return conditions;
        }
        Fragment equality =
                condition(
                        inner,
                        new Source(Fragment.of(""), outer),
                        random.nextInt(8) == 0 ? pick(List.of("<", ">=", "<>")) : "=");
        if (equality != null) {
            conditions.add(equality);
        }
        if (random.nextInt(5) == 0) {
            List<Term> both = new ArrayList<>(inner.columns());
            both.addAll(outer);
            conditions.add(predicates.next(both, 1, false));
        }
        return conditions;
    }

    private <T> T pick(List<T> values) {
        return values.get(random.nextInt(values.size()));
    }
}
