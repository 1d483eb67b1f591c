package dev.tarn.engine.function.json;

import dev.tarn.columnar.DataType;
import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.SqlException;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// The rows that JSON_TABLE makes of one document: an array of cells each, a cell a column, null
/// where no path has been. At most a million. Not thread-safe.
final class TableRows {
    private static final int MAX_ROWS = 1_000_000;

    private final List<DataType> types;
    private final Map<String, List<JsonItem>> passed;
    private final boolean errorOnError;

    TableRows(List<DataType> types, Map<String, List<JsonItem>> passed, boolean errorOnError) {
        this.types = types;
        this.passed = passed;
        this.errorOnError = errorOnError;
    }

    /// The rows of `plan` for `item`.
    List<@Nullable Cell[]> of(TablePlan plan, JsonItem item) {
        return switch (plan) {
            case TablePlan.Path path -> ofPath(path, item);
            case TablePlan.Siblings(boolean cross, List<TablePlan> plans) -> {
                List<@Nullable Cell[]> rows = new ArrayList<>();
                for (TablePlan sibling : plans) {
                    List<@Nullable Cell[]> more = of(sibling, item);
                    if (!cross) {
                        check((long) rows.size() + more.size());
                        rows.addAll(more);
                    } else {
                        rows = sibling == plans.getFirst() ? more : crossed(rows, more);
                    }
                }
                yield rows;
            }
        };
    }

    private void check(long rows) {
        if (rows > MAX_ROWS) {
            throw new SqlException(
                    ErrorCode.EXCEEDED_MEMORY_LIMIT,
                    "JSON_TABLE makes more than %,d rows of one document".formatted(MAX_ROWS));
        }
        JsonTables.check(rows * types.size());
    }

    private List<@Nullable Cell[]> crossed(
            List<@Nullable Cell[]> left, List<@Nullable Cell[]> right) {
        check((long) left.size() * right.size());
        List<@Nullable Cell[]> rows = new ArrayList<>(left.size() * right.size());
        for (@Nullable Cell[] first : left) {
            for (@Nullable Cell[] second : right) {
                rows.add(joined(first, second));
            }
        }
        return rows;
    }

    private static @Nullable Cell[] joined(@Nullable Cell[] left, @Nullable Cell[] right) {
        @Nullable Cell[] row = left.clone();
        for (int i = 0; i < row.length; i++) {
            row[i] = row[i] == null ? right[i] : row[i];
        }
        return row;
    }

    private List<@Nullable Cell[]> ofPath(TablePlan.Path path, JsonItem document) {
        List<@Nullable Cell[]> rows = new ArrayList<>();
        long ordinal = 0;
        for (JsonItem item : items(path, document)) {
            ordinal++;
            @Nullable Cell[] own = cells(path.columns(), item, ordinal);
            List<@Nullable Cell[]> below =
                    path.child() == null ? List.of() : of(path.child(), item);
            check((long) rows.size() + below.size() + 1);
            if (path.child() == null || below.isEmpty() && path.outer()) {
                rows.add(own);
            }
            below.forEach(row -> rows.add(joined(own, row)));
        }
        return rows;
    }

    private List<JsonItem> items(TablePlan.Path path, JsonItem document) {
        try {
            return path.path().items(document, passed);
        } catch (JsonFailure e) {
            if (errorOnError) {
                throw JsonConstructors.invalid("JSON_TABLE", e);
            }
            return List.of();
        }
    }

    private @Nullable Cell[] cells(List<TablePlan.Column> columns, JsonItem item, long ordinal) {
        @Nullable Cell[] cells = new Cell[types.size()];
        for (TablePlan.Column column : columns) {
            SqlJsonPath path = column.path();
            cells[column.at()] =
                    path == null
                            ? Cell.value(Long.toString(ordinal))
                            : cut(
                                    Cell.of(
                                            column.clauses(),
                                            () -> path.items(item, passed),
                                            items -> cell(column, items)),
                                    column.length());
        }
        return cells;
    }

    private Cell cell(TablePlan.Column column, List<JsonItem> items) {
        SqlJsonFunctions.Wrapping wrapping = column.wrapping();
        return wrapping == null
                ? Scalars.cell(items, types.get(column.at()))
                : wrapping.cell(items);
    }

    /// A cell for varchar(n), cut as a cast cuts.
    private static Cell cut(Cell cell, int length) {
        String text = cell.text();
        return length < 0 || text == null || text.codePointCount(0, text.length()) <= length
                ? cell
                : Cell.value(text.substring(0, text.offsetByCodePoints(0, length)));
    }
}
