package dev.tarn.engine.validate;

import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.SqlException;
import dev.tarn.engine.parse.Positions;
import dev.tarn.engine.schema.Nearest;
import dev.tarn.engine.schema.Relations;
import dev.tarn.engine.schema.TableVersion;
import dev.tarn.engine.statement.Name;

import org.apache.calcite.sql.SqlBasicCall;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlFunction;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNumericLiteral;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// `TABLE(system.table_changes(schema_name, table_name, start_snapshot_id, end_snapshot_id))`, the
/// first snapshot not among them, the last one among them.
final class ChangeFunction {
    private static final String NAME = "table_changes";
    private static final List<String> ARGUMENTS =
            List.of("schema_name", "table_name", "start_snapshot_id", "end_snapshot_id");

    private ChangeFunction() {}

    /// The query that `TABLE(…)` stands for; null if it is of another function.
    static @Nullable SqlNode query(SqlCall table, Relations relations) {
        if (!(table.operand(0) instanceof SqlBasicCall call)
                || !(call.getOperator() instanceof SqlFunction function)
                || !function.getName().equalsIgnoreCase(NAME)) {
            return null;
        }
        SqlIdentifier id = function.getNameAsId();
        List<String> path = id.names.subList(0, id.names.size() - 1);
        if (path.isEmpty() || path.size() > 2 || !path.getLast().equalsIgnoreCase("system")) {
            throw refused("The changes of tables are told by system.table_changes", call);
        }
        SqlNode[] arguments = arguments(call);
        List<String> parts = new ArrayList<>(path.subList(0, path.size() - 1));
        if (parts.isEmpty()) {
            parts.add(relations.catalogs().current(relations.session(), null).name());
        }
        parts.addAll(Name.parse(text(arguments[0], 0)).parts());
        parts.add(text(arguments[1], 1));
        Name name = new Name(parts, Positions.of(call));
        Relations.Located located = relations.locate(name);
        if (located == null) {
            throw relations
                    .catalogs()
                    .table(name, relations.session())
                    .notFound("Table", name.position(), null);
        }
        relations.checkWhole(
                located.place().catalog(),
                located.place().identifier().namespace(),
                located.place().identifier().name(),
                "read the changes");
        return TableChanges.query(located, number(arguments[2], 2), number(arguments[3], 3), call);
    }

    private static SqlNode[] arguments(SqlBasicCall call) {
        @Nullable SqlNode[] values = new SqlNode[ARGUMENTS.size()];
        int position = 0;
        for (SqlNode argument : call.getOperandList()) {
            int ordinal = position++;
            SqlNode value = argument;
            if (argument.getKind() == SqlKind.ARGUMENT_ASSIGNMENT) {
                String name = ((SqlCall) argument).operand(1).toString();
                ordinal = ARGUMENTS.indexOf(name.toLowerCase(Locale.ROOT));
                value = ((SqlCall) argument).operand(0);
                if (ordinal < 0) {
                    throw refused(
                            "table_changes has no argument '%s'%s"
                                    .formatted(name, Nearest.hint(name, ARGUMENTS)),
                            argument);
                }
            }
            if (ordinal >= values.length || values[ordinal] != null) {
                throw refused("table_changes takes each of %s once".formatted(ARGUMENTS), argument);
            }
            values[ordinal] = value;
        }
        SqlNode[] given = new SqlNode[values.length];
        for (int i = 0; i < values.length; i++) {
            SqlNode value = values[i];
            if (value == null) {
                throw refused(
                        "table_changes needs the argument '%s'".formatted(ARGUMENTS.get(i)), call);
            }
            given[i] = value;
        }
        return given;
    }

    private static String text(SqlNode value, int ordinal) {
        String text = value instanceof SqlLiteral literal ? VersionValues.text(literal) : null;
        if (text == null) {
            throw refused(
                    "Argument '%s' must be text, not %s".formatted(ARGUMENTS.get(ordinal), value),
                    value);
        }
        return text;
    }

    /// A number, or text that is converted to one, as Trino's clients write parameters.
    private static long number(SqlNode value, int ordinal) {
        if (value instanceof SqlNumericLiteral number && number.isInteger()) {
            return VersionValues.whole(number);
        }
        String text = value.getKind() == SqlKind.CAST ? VersionValues.text(value) : null;
        Long number = text == null ? null : TableVersion.number(text);
        if (number == null) {
            throw refused(
                    "Argument '%s' must be a snapshot id, not %s"
                            .formatted(ARGUMENTS.get(ordinal), value),
                    value);
        }
        return number;
    }

    private static SqlException refused(String message, SqlNode at) {
        return Positions.error(ErrorCode.INVALID_ARGUMENTS, message, at);
    }
}
