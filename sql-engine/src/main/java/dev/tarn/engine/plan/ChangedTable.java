package dev.tarn.engine.plan;

import dev.tarn.columnar.DataType.Field;
import dev.tarn.engine.expr.Expr;
import dev.tarn.engine.parse.Grammar;
import dev.tarn.engine.physical.Plan;
import dev.tarn.engine.plan.lower.Others;
import dev.tarn.engine.plan.lower.Pruning;
import dev.tarn.engine.schema.Catalogs;
import dev.tarn.engine.schema.Relations;
import dev.tarn.engine.schema.TableVersion;
import dev.tarn.engine.schema.WriteTarget;
import dev.tarn.engine.statement.Command;
import dev.tarn.engine.statement.Name;
import dev.tarn.engine.validate.WholeNames;
import dev.tarn.storage.IcebergTypes;

import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.iceberg.MetadataColumns;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableUtil;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.types.Types;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/// The table whose rows a statement changes, and how the query for them calls it: `alias`.
record ChangedTable(WriteTarget target, String alias) {

    /// @throws dev.tarn.engine.SqlException as [WriteTarget#of]
    static ChangedTable of(Name name, @Nullable String alias, Relations relations) {
        return new ChangedTable(
                WriteTarget.of(name, relations), alias == null ? name.last() : alias);
    }

    Table table() {
        return target.table();
    }

    String name() {
        return target.toString();
    }

    List<Types.NestedField> columns() {
        return table().schema().columns();
    }

    /// Whether its rows have ids, which they keep when they are changed.
    boolean hasRowIds() {
        return TableUtil.supportsRowLineage(table());
    }

    /// What its files are written with.
    Schema written() {
        return hasRowIds()
                ? MetadataColumns.schemaWithRowLineage(table().schema())
                : table().schema();
    }

    /// Its rows and where they are, as FROM has it.
    SqlNode from() {
        Catalogs.TableName place = target.place();
        List<String> path = new ArrayList<>();
        path.add(place.catalog().name());
        path.addAll(Arrays.asList(place.identifier().namespace().levels()));
        path.add(new TableVersion.Rows(target.to().branch()).suffixed(place.identifier().name()));
        SqlParserPos position = SqlParserPos.ZERO;
        return SqlStdOperatorTable.AS.createCall(
                position, new SqlIdentifier(path, position), new SqlIdentifier(alias, position));
    }

    /// `node` of the statement as its query takes it: where the statement gives the table no alias,
    /// it may call columns by the table's whole name.
    @Nullable SqlNode called(@Nullable SqlNode node, Name name, @Nullable String given) {
        return given == null ? WholeNames.replaced(node, name.parts(), alias) : node;
    }

    SqlNode column(String column) {
        return new SqlIdentifier(List.of(alias, column), SqlParserPos.ZERO);
    }

    /// Where a row is: `_file` and `_pos`.
    List<SqlNode> places() {
        return List.of(
                column(MetadataColumns.FILE_PATH.name()),
                column(MetadataColumns.ROW_POSITION.name()));
    }

    /// Where the rows are for which `condition`, null for none, is true.
    Plan places(
            @Nullable SqlNode condition,
            List<SqlNode> parameters,
            Constants.QueryFunction queries) {
        return queries.plan(
                Grammar.select(SqlParserPos.ZERO, places(), from(), condition), parameters);
    }

    /// Where the rows are that have `values` in the columns at these ordinals.
    Plan places(Map<Integer, Expr.Literal> values) {
        List<Types.NestedField> columns =
                new ArrayList<>(List.of(MetadataColumns.FILE_PATH, MetadataColumns.ROW_POSITION));
        int placeCount = columns.size();
        List<Expr> conditions = new ArrayList<>();
        values.forEach((ordinal, value) -> {
            Expr column = new Expr.Column(columns.size(), value.type());
            columns.add(columns().get(ordinal));
            conditions.add(
                    value.value() == null
                            ? new Expr.IsNull(column)
                            : new Expr.In(column, List.of(value), false));
        });
        Schema projection = new Schema(columns);
        List<Field> fields = IcebergTypes.fields(projection);
        Expr filter = conditions.isEmpty() ? null : new Expr.And(conditions);
        Snapshot read = target.to().parent(table());
        return new Plan.TableScan(
                name(),
                table(),
                read == null ? null : read.snapshotId(),
                projection,
                fields,
                placeCount,
                Pruning.of(filter, fields),
                filter,
                -1);
    }

    /// The change that `rows` describe, in the form of [Plan.TableWrite#changes].
    Command command(Command.ChangeRows.Kind kind, Plan rows) {
        return command(kind, rows, null, Expressions.alwaysTrue());
    }

    /// The change that takes away the rows at `places`, and appends those of `added`.
    Command command(Command.ChangeRows.Kind kind, Plan places, @Nullable Plan added) {
        return command(kind, places, added, kept(places));
    }

    private Command command(
            Command.ChangeRows.Kind kind, Plan rows, @Nullable Plan added, Expression kept) {
        Snapshot read = target.to().parent(table());
        return new Command.ChangeRows(
                kind,
                name(),
                table(),
                target.to(),
                read == null ? null : read.snapshotId(),
                written(),
                rows,
                added,
                read(rows),
                kept);
    }

    /// What metadata can tell of the rows that a query for places does not ask for.
    private static Expression kept(Plan plan) {
        return switch (plan) {
            case Plan.TableScan scan -> Others.of(scan.filter(), scan.columns());
            case Plan.Project project -> kept(project.input());
            default -> Expressions.alwaysTrue();
        };
    }

    /// What metadata can tell of the rows that the query asks this table for by where they are.
    private Expression read(Plan plan) {
        if (plan instanceof Plan.TableScan scan
                && scan.table() == table()
                && scan.projection().findField(MetadataColumns.ROW_POSITION.fieldId()) != null) {
            return scan.pruning();
        }
        for (Plan input : plan.inputs()) {
            Expression read = read(input);
            if (read.op() != Expression.Operation.TRUE) {
                return read;
            }
        }
        return Expressions.alwaysTrue();
    }
}
