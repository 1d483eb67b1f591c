package dev.tarn.storage.parquet.prune;

import dev.tarn.storage.parquet.format.SchemaNode;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/// A filter over the columns of one file. A row that the filter is true for is never denied.
sealed interface Condition {
    /// True or false whatever the row.
    enum Constant implements Condition {
        TRUE,
        FALSE
    }

    /// True where all of `parts` are.
    record All(List<Condition> parts) implements Condition {}

    /// True where one of `parts` is.
    record Any(List<Condition> parts) implements Condition {}

    /// A test of one column, which is in no list or map. `values`, in the form and order of `type`,
    /// are the one that is compared with, or the set; without `type` values of the column cannot be
    /// compared, and only nulls can be told. `number` is different for each test of a filter.
    record ColumnTest(
            int number, SchemaNode column, @Nullable StoredType type, Op op, Object[] values)
            implements Condition {}

    /// The column that all tests within ask about; null where there are several, or none.
    default @Nullable SchemaNode onlyColumn() {
        return switch (this) {
            case Constant constant -> null;
            case ColumnTest test -> test.column();
            case All all -> onlyColumn(all.parts());
            case Any any -> onlyColumn(any.parts());
        };
    }

    private static @Nullable SchemaNode onlyColumn(List<Condition> parts) {
        SchemaNode only = null;
        for (Condition part : parts) {
            SchemaNode column = part.onlyColumn();
            if (column == null || only != null && only != column) {
                return null;
            }
            only = column;
        }
        return only;
    }

    /// All of `left` and `right`, with those of one column beside each other in an [All] of theirs.
    static Condition and(Condition left, Condition right) {
        if (left == Constant.FALSE || right == Constant.TRUE) {
            return left;
        }
        if (right == Constant.FALSE || left == Constant.TRUE) {
            return right;
        }
        List<Condition> parts = new ArrayList<>();
        for (Condition part : flat(left)) {
            place(part, parts);
        }
        for (Condition part : flat(right)) {
            place(part, parts);
        }
        return parts.size() == 1 ? parts.getFirst() : new All(List.copyOf(parts));
    }

    private static List<Condition> flat(Condition condition) {
        return condition instanceof All(List<Condition> parts) ? parts : List.of(condition);
    }

    private static void place(Condition part, List<Condition> parts) {
        SchemaNode column = part.onlyColumn();
        for (int i = 0; column != null && i < parts.size(); i++) {
            if (parts.get(i).onlyColumn() == column) {
                List<Condition> both = new ArrayList<>(flat(parts.get(i)));
                both.addAll(flat(part));
                parts.set(i, new All(List.copyOf(both)));
                return;
            }
        }
        parts.add(part);
    }

    static Condition or(Condition left, Condition right) {
        if (left == Constant.TRUE || right == Constant.FALSE) {
            return left;
        }
        if (right == Constant.TRUE || left == Constant.FALSE) {
            return right;
        }
        List<Condition> parts = new ArrayList<>();
        parts.addAll(left instanceof Any any ? any.parts() : List.of(left));
        parts.addAll(right instanceof Any any ? any.parts() : List.of(right));
        return new Any(List.copyOf(parts));
    }
}
