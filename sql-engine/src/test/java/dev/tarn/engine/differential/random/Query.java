package dev.tarn.engine.differential.random;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/// A query whose columns have names of their own, and the queries that are less.
sealed interface Query {
    /// Its columns, each a name.
    List<Term> columns();

    /// As it is spelled for Tarn and for DuckDB.
    String text(Spelling spelling);

    List<Query> smaller();

    /// The query with one column less; null where it has only one or a part cannot lose it.
    @Nullable Query without(int column);

    /// Whether it says in which order all its rows come.
    default boolean isOrdered() {
        return false;
    }

    /// Whether engines agree on the order of its rows by all columns.
    default boolean isSortable() {
        return columns().stream().allMatch(Term::isExact);
    }

    /// How pieces are spelled: for one engine or for the other.
    @FunctionalInterface
    interface Spelling {
        String text(Fragment fragment);
    }

    default String tarn() {
        return text(Fragment::tarnText);
    }

    default String duck() {
        return text(Fragment::duckText);
    }

    /// As a piece of a larger query.
    default Fragment sql() {
        return new Fragment(
                tarn(), duck(), List.of(), () -> smaller().stream().map(Query::sql).toList());
    }

    /// A column: what is computed, and its name.
    record Item(Fragment sql, Term column) {
        Item with(Fragment other) {
            return new Item(other, column);
        }
    }

    /// SELECT … FROM … WHERE … GROUP BY … HAVING ….
    ///
    /// @param word DISTINCT or nothing
    /// @param groups keys, of which some are items too: then the same object
    /// @param grouping how the keys are written, with `{0}` for all and `{k0}`, `{k1}`, … for each
    record Block(
            String word,
            List<Item> items,
            Fragment from,
            @Nullable Fragment where,
            List<Fragment> groups,
            String grouping,
            @Nullable Fragment having)
            implements Query {

        @Override
        public List<Term> columns() {
            return items.stream().map(Item::column).toList();
        }

        @Override
        public String text(Spelling spelling) {
            StringBuilder text = new StringBuilder("select " + word);
            List<String> selected = new ArrayList<>();
            for (Item item : items) {
                selected.add(
                        spelling.text(item.sql()) + " as " + spelling.text(item.column().sql()));
            }
            text.append(String.join(", ", selected)).append(" from ").append(spelling.text(from));
            if (where != null) {
                text.append(" where ").append(spelling.text(where));
            }
            if (!groups.isEmpty()) {
                List<String> keys = groups.stream().map(spelling::text).toList();
                String written = grouping.replace("{0}", String.join(", ", keys));
                for (int key = 0; key < keys.size(); key++) {
                    written = written.replace("{k" + key + "}", keys.get(key));
                }
                text.append(" group by ").append(written);
            }
            if (having != null) {
                text.append(" having ").append(spelling.text(having));
            }
            return text.toString();
        }

        @Override
        public List<Query> smaller() {
            List<Query> smaller = new ArrayList<>();
            if (where != null) {
                smaller.add(new Block(word, items, from, null, groups, grouping, having));
            }
            if (having != null) {
                smaller.add(new Block(word, items, from, where, groups, grouping, null));
            }
            if (!word.isEmpty()) {
                smaller.add(new Block("", items, from, where, groups, grouping, having));
            }
            if (!groups.isEmpty() && !grouping.equals("{0}")) {
                smaller.add(new Block(word, items, from, where, groups, "{0}", having));
            }
            for (Fragment key : groups) {
                smaller.add(withoutKey(key));
            }
            for (int i = 0; i < items.size(); i++) {
                Query one = without(i);
                if (one != null) {
                    smaller.add(one);
                }
            }
            smallerPieces(smaller);
            return smaller;
        }

        private void smallerPieces(List<Query> smaller) {
            for (Fragment one : from.smaller()) {
                smaller.add(new Block(word, items, one, where, groups, grouping, having));
            }
            if (where != null) {
                for (Fragment one : where.smaller()) {
                    smaller.add(new Block(word, items, from, one, groups, grouping, having));
                }
            }
            if (having != null) {
                for (Fragment one : having.smaller()) {
                    smaller.add(new Block(word, items, from, where, groups, grouping, one));
                }
            }
            for (Item item : items) {
                for (Fragment one : item.sql().smaller()) {
                    smaller.add(replaced(item.sql(), one));
                }
            }
        }

        /// With one expression in place of another, as an item and as a key.
        private Query replaced(Fragment old, Fragment other) {
            UnaryOperator<Fragment> change = piece -> piece == old ? other : piece;
            return new Block(
                    word,
                    items.stream().map(item -> item.with(change.apply(item.sql()))).toList(),
                    from,
                    where,
                    groups.stream().map(change).toList(),
                    grouping,
                    having);
        }

        private Query withoutKey(Fragment key) {
            List<Item> rest = items.stream().filter(item -> item.sql() != key).toList();
            List<Fragment> keys = groups.stream().filter(one -> one != key).toList();
            // A grouping that names keys one by one would name one that is no longer there.
            String left = grouping.contains("{k") ? "{0}" : grouping;
            return new Block(word, rest.isEmpty() ? items : rest, from, where, keys, left, having);
        }

        @Override
        public @Nullable Query without(int column) {
            if (items.size() == 1) {
                return null;
            }
            List<Item> rest = new ArrayList<>(items);
            rest.remove(column);
            return new Block(word, rest, from, where, groups, grouping, having);
        }
    }

    /// Two queries with columns of the same types, joined by UNION, INTERSECT or EXCEPT.
    record SetOperation(Query left, String word, Query right) implements Query {
        @Override
        public List<Term> columns() {
            List<Term> columns = new ArrayList<>();
            int count = Math.min(left.columns().size(), right.columns().size());
            for (int i = 0; i < count; i++) {
                columns.add(left.columns().get(i).or(right.columns().get(i)));
            }
            return columns;
        }

        @Override
        public String text(Spelling spelling) {
            return operand(left, spelling) + " " + word + " " + operand(right, spelling);
        }

        private static String operand(Query query, Spelling spelling) {
            String text = query.text(spelling);
            return query instanceof Block ? text : "(" + text + ")";
        }

        @Override
        public List<Query> smaller() {
            List<Query> smaller = new ArrayList<>(List.of(left, right));
            for (int i = 0; i < columns().size(); i++) {
                Query one = without(i);
                if (one != null) {
                    smaller.add(one);
                }
            }
            left.smaller().forEach(one -> smaller.add(new SetOperation(one, word, right)));
            right.smaller().forEach(one -> smaller.add(new SetOperation(left, word, one)));
            return smaller;
        }

        @Override
        public @Nullable Query without(int column) {
            Query one = left.without(column);
            Query other = right.without(column);
            return one == null || other == null ? null : new SetOperation(one, word, other);
        }
    }

    /// A query in an order that all of its columns decide, so that LIMIT takes the same rows
    /// everywhere.
    ///
    /// @param directions by which columns are sorted in turns
    /// @param end LIMIT and OFFSET, or nothing
    record Ordered(Query body, List<String> directions, String end) implements Query {
        @Override
        public List<Term> columns() {
            return body.columns();
        }

        @Override
        public boolean isOrdered() {
            return true;
        }

        @Override
        public String text(Spelling spelling) {
            List<String> keys = new ArrayList<>();
            for (Term column : columns()) {
                String direction = directions.get(keys.size() % directions.size());
                keys.add(spelling.text(column.sql()) + direction);
            }
            return body.text(spelling) + " order by " + String.join(", ", keys) + end;
        }

        @Override
        public List<Query> smaller() {
            List<Query> smaller = new ArrayList<>(List.of(body));
            if (!end.isEmpty()) {
                smaller.add(new Ordered(body, directions, ""));
            }
            body.smaller().forEach(one -> smaller.add(new Ordered(one, directions, end)));
            return smaller;
        }

        @Override
        public @Nullable Query without(int column) {
            Query one = body.without(column);
            return one == null ? null : new Ordered(one, directions, end);
        }
    }

    /// A query that may read another by name, more than once.
    record With(String name, Query named, Query body) implements Query {
        @Override
        public List<Term> columns() {
            return body.columns();
        }

        @Override
        public boolean isOrdered() {
            return body.isOrdered();
        }

        @Override
        public String text(Spelling spelling) {
            return "with %s as (%s) %s".formatted(name, named.text(spelling), body.text(spelling));
        }

        @Override
        public List<Query> smaller() {
            List<Query> smaller = new ArrayList<>(List.of(body, named));
            named.smaller().forEach(one -> smaller.add(new With(name, one, body)));
            body.smaller().forEach(one -> smaller.add(new With(name, named, one)));
            for (int i = 0; i < named.columns().size(); i++) {
                Query one = named.without(i);
                if (one != null) {
                    smaller.add(new With(name, one, body));
                }
            }
            return smaller;
        }

        @Override
        public @Nullable Query without(int column) {
            Query one = body.without(column);
            return one == null ? null : new With(name, named, one);
        }
    }
}
