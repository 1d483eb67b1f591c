package dev.tarn.engine.function.json;

import static dev.tarn.columnar.DataType.BOOLEAN;
import static dev.tarn.columnar.DataType.STRING;

import dev.tarn.columnar.Bitmaps;
import dev.tarn.columnar.BooleanVector;
import dev.tarn.columnar.DataType;
import dev.tarn.columnar.Vector;
import dev.tarn.engine.function.FunctionContext;
import dev.tarn.engine.function.OverloadedFamily;
import dev.tarn.engine.function.Rows;
import dev.tarn.engine.function.ScalarFamily;
import dev.tarn.engine.function.ScalarFunction;
import dev.tarn.engine.function.ScalarFunction.Kernel;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/// JSON_VALUE, JSON_QUERY and JSON_EXISTS, and all other functions of this package.
///
/// The parser makes plain calls of them, clauses as constant texts at fixed places. Documents are
/// varchar, varbinary or variants. A document that is NULL gives NULL, as in the standard; one that
/// is not JSON is for ON ERROR.
public final class SqlJsonFunctions {
    private static final String PASSING = "(json, path [PASSING x AS name, …]";

    private SqlJsonFunctions() {}

    public static List<ScalarFamily> families() {
        List<ScalarFamily> families = new ArrayList<>(JsonConstructors.families());
        families.addAll(
                List.of(
                        family(
                                "json_value",
                                " [RETURNING type] [NULL, ERROR or DEFAULT x ON EMPTY] [the same ON"
                                        + " ERROR]) → varchar or type",
                                6,
                                SqlJsonFunctions::bindValue),
                        family(
                                "json_query",
                                " [RETURNING type] [WITH [CONDITIONAL] WRAPPER] [OMIT QUOTES]"
                                    + " [NULL, ERROR, EMPTY ARRAY or EMPTY OBJECT ON EMPTY] [the"
                                    + " same ON ERROR]) → varchar",
                                6,
                                types -> bind("json_query", types, 6, STRING, STRING, query())),
                        family(
                                "json_exists",
                                " [TRUE, FALSE, UNKNOWN or ERROR ON ERROR]) → boolean",
                                3,
                                types ->
                                        bind(
                                                "json_exists",
                                                types,
                                                3,
                                                STRING,
                                                BOOLEAN,
                                                SqlJsonFunctions::exists)),
                        JsonTables.family()));
        return families;
    }

    private static ScalarFamily family(
            String name, String clauses, int fixed, OverloadedFamily.Overload binder) {
        return OverloadedFamily.family(name, name + PASSING + clauses)
                .binder(fixed, Integer.MAX_VALUE, binder)
                .build();
    }

    /// Arguments are the document, the path, clauses, two values of the result's type from place 4
    /// on where there are six of them, then names and values of PASSING.
    private static Optional<ScalarFunction> bindValue(List<DataType> types) {
        DataType type = types.get(4);
        return Scalars.isSupported(type) && type.equals(types.get(5))
                ? bind("json_value", types, 6, type, type, value(type))
                : Optional.empty();
    }

    private static Optional<ScalarFunction> bind(
            String name,
            List<DataType> types,
            int fixed,
            DataType defaults,
            DataType result,
            Kernel kernel) {
        DataType document = Documents.readAs(types.getFirst());
        if (!Documents.isReadable(document) || (types.size() - fixed) % 2 != 0) {
            return Optional.empty();
        }
        List<DataType> parameters = new ArrayList<>(Collections.nCopies(types.size(), STRING));
        parameters.set(0, document);
        if (fixed == 6) {
            parameters.set(4, defaults);
            parameters.set(5, defaults);
        }
        return Optional.of(
                ScalarFunction.of(name, parameters, result, kernel).failing().seeingNulls());
    }

    private static Kernel value(DataType type) {
        return (arguments, rows, context) -> {
            Scalars.Defaults defaults = new Scalars.Defaults(arguments.get(4), arguments.get(5));
            Cell.Clauses clauses = clauses("JSON_VALUE", arguments, 2, rows);
            List<Cell> cells =
                    cells(arguments, 6, rows, clauses, items -> Scalars.cell(items, type));
            int[] places = new int[rows.rowCount()];
            Arrays.setAll(places, row -> row);
            return Scalars.vector(cells, type, clauses, defaults, places, context);
        };
    }

    private static Kernel query() {
        return (arguments, rows, context) -> {
            Cell.Clauses clauses = clauses("JSON_QUERY", arguments, 4, rows);
            Wrapping wrapping =
                    rows.selectedCount() == 0
                            ? Wrapping.NONE
                            : Wrapping.of(
                                    Behavior.text(arguments.get(2), rows.row(0)),
                                    Behavior.text(arguments.get(3), rows.row(0)));
            return Scalars.texts(cells(arguments, 6, rows, clauses, wrapping::cell));
        };
    }

    /// The two clauses at `at` and after, which are the same for all rows.
    private static Cell.Clauses clauses(
            String function, List<Vector> arguments, int at, Rows rows) {
        return rows.selectedCount() == 0
                ? new Cell.Clauses(function, Behavior.NULL, Behavior.NULL)
                : new Cell.Clauses(
                        function,
                        Behavior.of(arguments.get(at), rows.row(0)),
                        Behavior.of(arguments.get(at + 1), rows.row(0)));
    }

    private static List<Cell> cells(
            List<Vector> arguments, int fixed, Rows rows, Cell.Clauses clauses, Cell.Use use) {
        Documents documents =
                new Documents(arguments.getFirst(), arguments.subList(fixed, arguments.size()));
        Documents.Paths paths = new Documents.Paths(arguments.get(1));
        List<Cell> cells = new ArrayList<>(Collections.nCopies(rows.rowCount(), Cell.NULL));
        for (int i = 0; i < rows.selectedCount(); i++) {
            int row = rows.row(i);
            if (!documents.isNull(row) && !arguments.get(1).isNull(row)) {
                SqlJsonPath path = paths.of(row);
                cells.set(row, Cell.of(clauses, () -> documents.items(path, row), use));
            }
        }
        return cells;
    }

    private static Vector exists(List<Vector> arguments, Rows rows, FunctionContext context) {
        Documents documents =
                new Documents(arguments.getFirst(), arguments.subList(3, arguments.size()));
        Documents.Paths paths = new Documents.Paths(arguments.get(1));
        boolean[] out = new boolean[rows.rowCount()];
        long[] validity = Bitmaps.allSet(rows.rowCount());
        for (int i = 0; i < rows.selectedCount(); i++) {
            int row = rows.row(i);
            if (documents.isNull(row) || arguments.get(1).isNull(row)) {
                Bitmaps.clear(validity, row);
                continue;
            }
            SqlJsonPath path = paths.of(row);
            try {
                out[row] = !documents.items(path, row).isEmpty();
            } catch (JsonFailure e) {
                switch (Behavior.of(arguments.get(2), row)) {
                    case TRUE -> out[row] = true;
                    case UNKNOWN -> Bitmaps.clear(validity, row);
                    case ERROR -> throw JsonConstructors.invalid("JSON_EXISTS", e);
                    default -> out[row] = false;
                }
            }
        }
        return new BooleanVector(BOOLEAN, out, validity, out.length);
    }

    /// How JSON_QUERY makes one value of what its path finds.
    enum Wrapping {
        NONE,
        NONE_OMITTING_QUOTES,
        CONDITIONAL,
        UNCONDITIONAL;

        static Wrapping of(String wrapper, String quotes) {
            return wrapper.equals("WITHOUT")
                    ? quotes.equals("OMIT") ? NONE_OMITTING_QUOTES : NONE
                    : Behavior.named(Wrapping.class, wrapper);
        }

        Cell cell(List<JsonItem> items) {
            JsonItem first = items.getFirst();
            return switch (this) {
                case NONE -> Cell.value(one(items).json());
                case NONE_OMITTING_QUOTES ->
                        Cell.value(
                                one(items) instanceof JsonItem.Text(String text)
                                        ? text
                                        : first.json());
                case CONDITIONAL ->
                        items.size() == 1
                                        && (first instanceof JsonItem.Elements
                                                || first instanceof JsonItem.Members)
                                ? Cell.value(first.json())
                                : Cell.value(new JsonItem.Elements(items).json());
                case UNCONDITIONAL -> Cell.value(new JsonItem.Elements(items).json());
            };
        }

        private static JsonItem one(List<JsonItem> items) {
            if (items.size() > 1) {
                throw new JsonFailure("the path finds %d items, not one", items.size());
            }
            return items.getFirst();
        }
    }
}
