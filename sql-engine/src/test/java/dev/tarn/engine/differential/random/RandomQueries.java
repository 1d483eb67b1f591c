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
    private final RandomExpressions expressions;
    private final RandomPredicates predicates;
    private final RandomAggregates aggregates;
    private final RandomWindows windows;
    private final RandomSources sources;
    private int nameCount;

    RandomQueries(Random random, List<String> tables) {
        this.random = random;
        this.expressions = new RandomExpressions(random);
        this.predicates = new RandomPredicates(random, expressions, this);
        this.aggregates = new RandomAggregates(random, expressions, predicates);
        this.windows = new RandomWindows(random, expressions);
        this.sources = new RandomSources(random, tables, expressions, predicates, this);
    }

    /// A query to ask.
    Query next() {
        Query cte = random.nextInt(6) == 0 ? query(null, 1) : null;
        String name = name("w");
        if (cte != null) {
            sources.name(new Source(Fragment.of(name), cte.columns()));
        }
        Query body = random.nextInt(10) == 0 ? groupsInOrder() : query(null, 2);
        if (random.nextBoolean() && body.isSortable()) {
            body = ordered(body);
        }
        return cte == null ? body : new With(name, cte, body);
    }

    /// Groups of rows in order, by the first of the columns that these are ordered by.
    private Query groupsInOrder() {
        Query rows = plain(sources.from(0), null, 0);
        if (!rows.isSortable()) {
            return rows;
        }
        Source from =
                Source.aliased(
                        Fragment.of("({0})", ordered(rows).sql()), name("t"), rows.columns());
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

    Query ordered(Query body) {
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
    Query query(@Nullable List<Kind> kinds, int depth) {
        if (depth > 0 && random.nextInt(7) == 0) {
            return sets(kinds == null ? expressions.kinds(1 + random.nextInt(3)) : kinds, depth);
        }
        Source from = sources.from(depth);
        return random.nextInt(3) == 0 ? grouped(from, kinds) : plain(from, kinds, depth);
    }

    /// Two or three queries as one.
    private Query sets(List<Kind> kinds, int depth) {
        Query all = query(kinds, depth - 1);
        int more = random.nextInt(3) == 0 ? 2 : 1;
        for (int i = 0; i < more; i++) {
            Query next = query(kinds, depth - 1);
            if (all.isSortable() && next.isSortable()) {
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

    /// A name that the query does not have yet.
    String name(String letter) {
        return letter + nameCount++;
    }

    Item item(Term term) {
        return new Item(term.sql(), term.as(Fragment.of(name("c"))));
    }

    Query grouped(Source from, @Nullable List<Kind> kinds) {
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
                where(from.columns(), false),
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

    /// Rows for each of those that have the `outer` terms.
    Query ofRows(List<Term> outer) {
        Source from = inner();
        Fragment where = conjunction(correlation(from, outer), where(from.columns(), false));
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
        return rows.isSortable() && !single && random.nextInt(4) == 0 ? ordered(rows) : rows;
    }

    private Source inner() {
        Source one = sources.source(random.nextInt(4) == 0 ? 1 : 0);
        return random.nextInt(5) == 0 ? sources.joined(one, sources.source(0)) : one;
    }

    /// Conditions that name what is outside; mostly equalities, often none.
    private List<Fragment> correlation(Source inner, List<Term> outer) {
        List<Fragment> conditions = new ArrayList<>();
        if (random.nextInt(5) < 2) {
            return conditions;
        }
        Fragment equality =
                sources.condition(
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

    <T> T pick(List<T> values) {
        return values.get(random.nextInt(values.size()));
    }
}
