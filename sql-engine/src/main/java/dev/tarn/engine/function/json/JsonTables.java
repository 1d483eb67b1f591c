package dev.tarn.engine.function.json;

import static dev.tarn.columnar.DataType.STRING;

import dev.tarn.columnar.DataType;
import dev.tarn.columnar.ListVector;
import dev.tarn.columnar.StructVector;
import dev.tarn.columnar.Vector;
import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.SqlException;
import dev.tarn.engine.function.FunctionContext;
import dev.tarn.engine.function.OverloadedFamily;
import dev.tarn.engine.function.Rows;
import dev.tarn.engine.function.ScalarFamily;
import dev.tarn.engine.function.ScalarFunction;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// JSON_TABLE as a function that gives an array of rows, which FROM takes apart.
///
/// Arguments: the document, the [plan][TablePlan], what its errors do, two rows with the columns'
/// defaults for ON EMPTY and ON ERROR (whose types are the columns'), names and values of PASSING.
/// A document that is NULL has no rows.
final class JsonTables {
    private static final int FIXED = 5;

    /// Values of one batch: all of them are on the heap at once.
    private static final int MAX_VALUES = 8_000_000;

    private JsonTables() {}

    static ScalarFamily family() {
        return OverloadedFamily.family(
                        "json_table",
                        "in FROM: json_table(json, path [PASSING x AS name, …] COLUMNS (name type"
                                + " PATH path, name FOR ORDINALITY, NESTED PATH path COLUMNS (…))"
                                + " [PLAN …] [EMPTY or ERROR ON ERROR])")
                .binder(FIXED, Integer.MAX_VALUE, JsonTables::bind)
                .build();
    }

    private static Optional<ScalarFunction> bind(List<DataType> types) {
        DataType document = Documents.readAs(types.getFirst());
        if (!Documents.isReadable(document)
                || (types.size() - FIXED) % 2 != 0
                || !(types.get(3) instanceof DataType.StructOf(List<DataType.Field> fields))
                || !types.get(3).equals(types.get(4))) {
            return Optional.empty();
        }
        List<DataType> columns = fields.stream().map(DataType.Field::type).toList();
        if (!columns.stream().allMatch(Scalars::isSupported)) {
            return Optional.empty();
        }
        List<DataType> parameters = new ArrayList<>(Collections.nCopies(types.size(), STRING));
        parameters.set(0, document);
        parameters.set(3, types.get(3));
        parameters.set(4, types.get(4));
        List<DataType.Field> named = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++) {
            named.add(new DataType.Field("c" + (i + 1), columns.get(i)));
        }
        DataType.StructOf row = new DataType.StructOf(named);
        return Optional.of(
                ScalarFunction.of(
                                "json_table",
                                parameters,
                                new DataType.ListOf(row),
                                (arguments, rows, context) ->
                                        table(arguments, rows, row, columns, context))
                        .failing()
                        .seeingNulls());
    }

    private static Vector table(
            List<Vector> arguments,
            Rows rows,
            DataType.StructOf row,
            List<DataType> types,
            FunctionContext context) {
        Documents documents =
                new Documents(arguments.getFirst(), arguments.subList(FIXED, arguments.size()));
        List<@Nullable Cell[]> cells = new ArrayList<>();
        int[] offsets = new int[rows.rowCount() + 1];
        @Nullable TablePlan plan = null;
        int filled = 0;
        for (int i = 0; i < rows.selectedCount(); i++) {
            int at = rows.row(i);
            Arrays.fill(offsets, filled, at + 1, cells.size());
            filled = at + 1;
            if (!documents.isNull(at)) {
                plan = plan == null ? TablePlan.of(Behavior.text(arguments.get(1), at)) : plan;
                boolean fails = Behavior.of(arguments.get(2), at) == Behavior.ERROR;
                cells.addAll(made(plan, documents, at, types, fails));
                check((long) cells.size() * types.size());
            }
        }
        Arrays.fill(offsets, filled, offsets.length, cells.size());
        int[] sources = sources(offsets, cells.size());
        List<Vector> columns = new ArrayList<>();
        Map<Integer, TablePlan.Column> known = new HashMap<>();
        if (plan != null) {
            collect(plan, known);
        }
        StructVector onEmpty = (StructVector) arguments.get(3).flatten();
        StructVector onError = (StructVector) arguments.get(4).flatten();
        for (int i = 0; i < types.size(); i++) {
            TablePlan.Column column = known.get(i);
            columns.add(
                    Scalars.vector(
                            column(cells, i),
                            types.get(i),
                            column == null
                                    ? new Cell.Clauses("JSON_TABLE", Behavior.NULL, Behavior.NULL)
                                    : column.clauses(),
                            new Scalars.Defaults(onEmpty.fields().get(i), onError.fields().get(i)),
                            sources,
                            context));
        }
        Vector elements = new StructVector(row, columns, null, cells.size());
        return new ListVector(new DataType.ListOf(row), offsets, elements, null, rows.rowCount());
    }

    /// @throws SqlException where there are too many values
    static void check(long values) {
        if (values > MAX_VALUES) {
            throw new SqlException(
                    ErrorCode.EXCEEDED_MEMORY_LIMIT,
                    "JSON_TABLE makes more than %,d values of one batch of rows"
                            .formatted(MAX_VALUES));
        }
    }

    private static List<@Nullable Cell[]> made(
            TablePlan plan, Documents documents, int row, List<DataType> types, boolean fails) {
        try {
            return new TableRows(types, documents.passed(row), fails)
                    .of(plan, documents.document(row));
        } catch (JsonFailure e) {
            if (fails) {
                throw JsonConstructors.invalid("JSON_TABLE", e);
            }
            return List.of();
        }
    }

    /// The row of the arguments that each row made is of.
    private static int[] sources(int[] offsets, int count) {
        int[] sources = new int[count];
        for (int row = 0; row + 1 < offsets.length; row++) {
            Arrays.fill(sources, offsets[row], offsets[row + 1], row);
        }
        return sources;
    }

    private static List<Cell> column(List<@Nullable Cell[]> rows, int at) {
        List<Cell> column = new ArrayList<>(rows.size());
        for (@Nullable Cell[] row : rows) {
            Cell cell = row[at];
            column.add(cell == null ? Cell.NULL : cell);
        }
        return column;
    }

    private static void collect(TablePlan plan, Map<Integer, TablePlan.Column> columns) {
        switch (plan) {
            case TablePlan.Siblings(boolean cross, List<TablePlan> plans) ->
                    plans.forEach(sibling -> collect(sibling, columns));
            case TablePlan.Path path -> {
                path.columns().forEach(column -> columns.put(column.at(), column));
                if (path.child() != null) {
                    collect(path.child(), columns);
                }
            }
        }
    }
}
