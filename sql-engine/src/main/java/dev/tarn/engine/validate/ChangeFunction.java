package dev.tarn.engine.validate;

import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.parse.Positions;
import dev.tarn.engine.schema.Relations;
import dev.tarn.engine.statement.Name;

import org.apache.calcite.sql.SqlBasicCall;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlFunction;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlNode;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Functions in FROM that tell the changes of a table, the snapshot `start_snapshot_id` not among
/// them, the one `end_snapshot_id` among them:
///
/// - Trino's `TABLE(system.table_changes(schema_name, table_name, start_snapshot_id,
///   end_snapshot_id))`;
/// - `TABLE(system.changelog(schema_name, table_name[, start_snapshot_id[, end_snapshot_id[,
///   net_changes[, identifier_columns]]]]))`, which is what views made by Spark's
///   `create_changelog_view` hold: without a start from the first snapshot on, without an end up to
///   the current one.
final class ChangeFunction {
    private static final String CHANGES = "table_changes";
    private static final String CHANGELOG = "changelog";
    private static final List<String> OF_CHANGES =
            List.of("schema_name", "table_name", "start_snapshot_id", "end_snapshot_id");
    private static final List<String> OF_CHANGELOG =
            List.of(
                    "schema_name",
                    "table_name",
                    "start_snapshot_id",
                    "end_snapshot_id",
                    "net_changes",
                    "identifier_columns");

    private ChangeFunction() {}

    /// The query that `TABLE(…)` stands for; null if it is of another function.
    static @Nullable SqlNode query(SqlCall table, Relations relations) {
        if (!(table.operand(0) instanceof SqlBasicCall call)
                || !(call.getOperator() instanceof SqlFunction function)) {
            return null;
        }
        String name = function.getName().toLowerCase(Locale.ROOT);
        return switch (name) {
            case CHANGES -> {
                FunctionArguments arguments = FunctionArguments.of(name, OF_CHANGES, call);
                Relations.Located located = located(function, call, arguments, relations);
                yield TableChanges.query(
                        located, arguments.snapshot(2), arguments.snapshot(3), call);
            }
            case CHANGELOG -> {
                FunctionArguments arguments = FunctionArguments.of(name, OF_CHANGELOG, call);
                Relations.Located located = located(function, call, arguments, relations);
                yield new Changelog(located, arguments.flag(4), arguments.texts(5), call)
                        .query(arguments.optionalSnapshot(2), arguments.optionalSnapshot(3));
            }
            default -> null;
        };
    }

    /// The table that the first two arguments name, in the catalog of the function.
    private static Relations.Located located(
            SqlFunction function,
            SqlBasicCall call,
            FunctionArguments arguments,
            Relations relations) {
        SqlIdentifier id = function.getNameAsId();
        List<String> path = id.names.subList(0, id.names.size() - 1);
        if (path.isEmpty() || path.size() > 2 || !path.getLast().equalsIgnoreCase("system")) {
            throw Positions.error(
                    ErrorCode.INVALID_ARGUMENTS,
                    "The changes of tables are told by system.%s".formatted(id.names.getLast()),
                    call);
        }
        List<String> parts = new ArrayList<>(path.subList(0, path.size() - 1));
        if (parts.isEmpty()) {
            parts.add(relations.catalogs().current(relations.session(), null).name());
        }
        parts.addAll(Name.parse(arguments.text(0)).parts());
        parts.add(arguments.text(1));
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
        return located;
    }
}
