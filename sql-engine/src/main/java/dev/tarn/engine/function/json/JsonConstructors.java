package dev.tarn.engine.function.json;

import static dev.tarn.columnar.DataType.BOOLEAN;
import static dev.tarn.columnar.DataType.STRING;

import dev.tarn.columnar.BooleanVector;
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
import dev.tarn.engine.function.ScalarFunction.Kernel;
import dev.tarn.engine.function.json.JsonItem.Member;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// JSON_OBJECT and JSON_ARRAY, of arguments and of the rows of a group; IS JSON; JSON_SERIALIZE.
///
/// The parser turns each value into JSON before, so that what comes here is text: a value that is
/// NULL is one that was NULL. Aggregates come as the array of their rows, NULL where there are
/// none.
final class JsonConstructors {

    private JsonConstructors() {}

    static List<ScalarFamily> families() {
        return List.of(
                OverloadedFamily.family(
                                "json_array",
                                "json_array(x, … [NULL or ABSENT ON NULL] [RETURNING type]) →"
                                        + " varchar")
                        .binder(1, Integer.MAX_VALUE, types -> bind("json_array", types, 1))
                        .build(),
                OverloadedFamily.family(
                                "json_object",
                                "json_object(key VALUE x, … [NULL or ABSENT ON NULL] [WITH UNIQUE"
                                        + " KEYS] [RETURNING type]) → varchar")
                        .binder(2, Integer.MAX_VALUE, types -> bind("json_object", types, 2))
                        .build(),
                OverloadedFamily.family(
                                "json_serialize",
                                "json_serialize(json [RETURNING type] [NULL or ERROR ON ERROR]) →"
                                        + " varchar")
                        .binder(2, 2, JsonConstructors::serialize)
                        .build(),
                OverloadedFamily.family(
                                "is_json",
                                "x IS JSON [VALUE, OBJECT, ARRAY or SCALAR] [WITH UNIQUE KEYS]")
                        .binder(3, 3, JsonConstructors::bindIsJson)
                        .build());
    }

    static SqlException invalid(String function, JsonFailure failure) {
        return new SqlException(
                ErrorCode.INVALID_FUNCTION_ARGUMENT,
                "%s: %s".formatted(function, failure.reason()));
    }

    /// `clauses` texts, then keys and values or values alone, or one array of them.
    private static Optional<ScalarFunction> bind(String name, List<DataType> types, int clauses) {
        boolean isObject = clauses == 2;
        boolean isGroup =
                types.size() == clauses + 1
                        && types.getLast() instanceof DataType.ListOf(DataType element)
                        && (element == STRING || element instanceof DataType.StructOf);
        if (isObject && !isGroup && types.size() % 2 != 0) {
            return Optional.empty();
        }
        List<DataType> parameters = new ArrayList<>(Collections.nCopies(types.size(), STRING));
        if (isGroup) {
            parameters.set(clauses, types.getLast());
        }
        Kernel kernel =
                (arguments, rows, context) ->
                        built(
                                arguments.subList(0, clauses),
                                isGroup
                                        ? group(arguments.getLast(), isObject)
                                        : listed(
                                                arguments.subList(clauses, arguments.size()),
                                                isObject),
                                rows);
        return Optional.of(
                ScalarFunction.of(name, parameters, STRING, kernel).failing().seeingNulls());
    }

    /// The parts of what is built in one row.
    private interface Parts {
        boolean isNull(int row);

        int count(int row);

        @Nullable String key(int row, int part);

        @Nullable String value(int row, int part);
    }

    private static Parts listed(List<Vector> arguments, boolean isObject) {
        int width = isObject ? 2 : 1;
        return new Parts() {
            @Override
            public boolean isNull(int row) {
                return false;
            }

            @Override
            public int count(int row) {
                return arguments.size() / width;
            }

            @Override
            public @Nullable String key(int row, int part) {
                return text(arguments.get(part * width), row);
            }

            @Override
            public @Nullable String value(int row, int part) {
                return text(arguments.get(part * width + width - 1), row);
            }
        };
    }

    private static Parts group(Vector argument, boolean isObject) {
        ListVector lists = (ListVector) argument.flatten();
        Vector elements = lists.elements().flatten();
        Vector keys = isObject ? ((StructVector) elements).fields().getFirst() : elements;
        Vector values = isObject ? ((StructVector) elements).fields().getLast() : elements;
        return new Parts() {
            @Override
            public boolean isNull(int row) {
                return lists.isNull(row);
            }

            @Override
            public int count(int row) {
                return lists.offsets()[row + 1] - lists.offsets()[row];
            }

            @Override
            public @Nullable String key(int row, int part) {
                return text(keys, lists.offsets()[row] + part);
            }

            @Override
            public @Nullable String value(int row, int part) {
                return text(values, lists.offsets()[row] + part);
            }
        };
    }

    private static @Nullable String text(Vector texts, int row) {
        return texts.isNull(row) ? null : Behavior.text(texts, row);
    }

    private static Vector built(List<Vector> clauses, Parts parts, Rows rows) {
        List<Cell> cells = new ArrayList<>(Collections.nCopies(rows.rowCount(), Cell.NULL));
        for (int i = 0; i < rows.selectedCount(); i++) {
            int row = rows.row(i);
            if (parts.isNull(row)) {
                continue;
            }
            boolean absent = Behavior.text(clauses.getFirst(), row).equals("ABSENT");
            boolean isObject = clauses.size() == 2;
            boolean unique = isObject && Behavior.text(clauses.getLast(), row).equals("UNIQUE");
            String text = isObject ? object(parts, row, absent, unique) : array(parts, row, absent);
            cells.set(row, Cell.value(text));
        }
        return Scalars.texts(cells);
    }

    private static String array(Parts parts, int row, boolean absent) {
        StringBuilder out = new StringBuilder("[");
        for (int part = 0; part < parts.count(row); part++) {
            String value = parts.value(row, part);
            if (value != null || !absent) {
                out.append(out.length() > 1 ? "," : "").append(value == null ? "null" : value);
                JsonItem.checkLength(out);
            }
        }
        return out.append(']').toString();
    }

    private static String object(Parts parts, int row, boolean absent, boolean unique) {
        StringBuilder out = new StringBuilder("{");
        Set<String> seen = new HashSet<>();
        for (int part = 0; part < parts.count(row); part++) {
            String key = parts.key(row, part);
            String value = parts.value(row, part);
            if (key == null) {
                throw invalid("JSON_OBJECT", new JsonFailure("a key is NULL"));
            }
            if (value == null && absent) {
                continue;
            }
            if (unique && !seen.add(key)) {
                throw invalid("JSON_OBJECT", new JsonFailure("the key '%s' comes twice", key));
            }
            JsonItem.quote(key, out.append(out.length() > 1 ? "," : ""));
            out.append(':').append(value == null ? "null" : value);
            JsonItem.checkLength(out);
        }
        return out.append('}').toString();
    }

    private static Optional<ScalarFunction> serialize(List<DataType> types) {
        DataType document = Documents.readAs(types.getFirst());
        if (!Documents.isReadable(document)) {
            return Optional.empty();
        }
        Kernel kernel =
                (arguments, rows, context) -> {
                    Documents documents = new Documents(arguments.getFirst(), List.of());
                    List<Cell> cells =
                            new ArrayList<>(Collections.nCopies(rows.rowCount(), Cell.NULL));
                    for (int i = 0; i < rows.selectedCount(); i++) {
                        int row = rows.row(i);
                        Behavior onError = Behavior.of(arguments.get(1), row);
                        Cell.Clauses clauses =
                                new Cell.Clauses("JSON_SERIALIZE", Behavior.NULL, onError);
                        cells.set(
                                row,
                                Cell.of(
                                        clauses,
                                        () -> List.of(documents.document(row)),
                                        items -> Cell.value(items.getFirst().json())));
                    }
                    return Scalars.texts(cells);
                };
        return Optional.of(
                ScalarFunction.of("json_serialize", List.of(document, STRING), STRING, kernel)
                        .failing());
    }

    private static Optional<ScalarFunction> bindIsJson(List<DataType> types) {
        DataType document = Documents.readAs(types.getFirst());
        return Documents.isReadable(document)
                ? Optional.of(
                        ScalarFunction.of(
                                        "is_json",
                                        List.of(document, STRING, STRING),
                                        BOOLEAN,
                                        JsonConstructors::isJson)
                                .failing())
                : Optional.empty();
    }

    private static Vector isJson(List<Vector> arguments, Rows rows, FunctionContext context) {
        Documents documents = new Documents(arguments.getFirst(), List.of());
        boolean[] out = new boolean[rows.rowCount()];
        for (int i = 0; i < rows.selectedCount(); i++) {
            int row = rows.row(i);
            String kind = Behavior.text(arguments.get(1), row);
            boolean unique = Behavior.text(arguments.get(2), row).equals("UNIQUE");
            try {
                JsonItem item = documents.document(row);
                out[row] = isOfKind(item, kind) && (!unique || hasUniqueKeys(item));
            } catch (JsonFailure e) {
                out[row] = false;
            }
        }
        return new BooleanVector(BOOLEAN, out);
    }

    private static boolean isOfKind(JsonItem item, String kind) {
        return switch (kind) {
            case "OBJECT" -> item instanceof JsonItem.Members;
            case "ARRAY" -> item instanceof JsonItem.Elements;
            case "SCALAR" ->
                    !(item instanceof JsonItem.Members || item instanceof JsonItem.Elements);
            default -> true;
        };
    }

    private static boolean hasUniqueKeys(JsonItem item) {
        return switch (item) {
            case JsonItem.Elements(List<JsonItem> items) ->
                    items.stream().allMatch(JsonConstructors::hasUniqueKeys);
            case JsonItem.Members(List<Member> members) -> {
                Set<String> seen = new HashSet<>();
                yield members.stream()
                        .allMatch(m -> seen.add(m.name()) && hasUniqueKeys(m.value()));
            }
            default -> true;
        };
    }
}
