package dev.tarn.engine.plan;

import dev.tarn.columnar.DataType.Field;
import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.SqlException;
import dev.tarn.engine.expr.Expr;
import dev.tarn.engine.parse.Grammar;
import dev.tarn.engine.parse.Syntax;
import dev.tarn.engine.physical.Plan;
import dev.tarn.engine.schema.Catalogs;
import dev.tarn.engine.schema.Nearest;
import dev.tarn.engine.schema.Relations;
import dev.tarn.engine.schema.TableVersion;
import dev.tarn.engine.statement.Command;
import dev.tarn.engine.statement.Name;
import dev.tarn.storage.IcebergTypes;

import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlLiteral;
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

/// DELETE and UPDATE, as queries for the rows to change: where each is, and what becomes of it.
///
/// ```
/// DELETE FROM t WHERE c           →   SELECT _file, _pos FROM t WHERE c
/// UPDATE t SET a = e WHERE c      →   SELECT _file, _pos, TRUE, e, b, … FROM t WHERE c
/// ```
final class RowChanges {
    private final Relations relations;
    private final Constants.QueryFunction queries;

    RowChanges(Relations relations, Constants.QueryFunction queries) {
        this.relations = relations;
        this.queries = queries;
    }

    /// The table whose rows are changed, and how the query for them calls it.
    private record Target(Catalogs.TableName place, Table table, SqlNode from, String alias) {
        String name() {
            return place.toString();
        }

        SqlNode column(String name) {
            return new SqlIdentifier(List.of(alias, name), SqlParserPos.ZERO);
        }

        Schema written() {
            return TableUtil.supportsRowLineage(table)
                    ? MetadataColumns.schemaWithRowLineage(table.schema())
                    : table.schema();
        }
    }

    Command delete(Syntax.Delete delete, List<SqlNode> parameters) {
        Target target = target(delete.table(), delete.alias());
        List<SqlNode> items = places(target);
        Plan rows = rows(target, items, delete.condition(), parameters);
        return command(Command.ChangeRows.Kind.DELETE, target, rows);
    }

    Command update(Syntax.Update update, List<SqlNode> parameters) {
        Target target = target(update.table(), update.alias());
        List<Types.NestedField> columns = target.table().schema().columns();
        @Nullable SqlNode[] given = new SqlNode[columns.size()];
        for (int i = 0; i < update.columns().size(); i++) {
            int ordinal = ordinal(update.columns().get(i), target);
            if (given[ordinal] != null) {
                throw new SqlException(
                        ErrorCode.DUPLICATE_COLUMN_NAME,
                        "Column '%s' is given twice".formatted(columns.get(ordinal).name()),
                        update.columns().get(i).position(),
                        null);
            }
            given[ordinal] = update.values().get(i);
        }
        List<SqlNode> items = places(target);
        int first = items.size() + 1;
        items.add(SqlLiteral.createBoolean(true, SqlParserPos.ZERO));
        for (int i = 0; i < given.length; i++) {
            SqlNode value = given[i];
            items.add(value == null ? target.column(columns.get(i).name()) : value);
        }
        if (TableUtil.supportsRowLineage(target.table())) {
            items.add(target.column(MetadataColumns.ROW_ID.name()));
        }
        Plan rows = rows(target, items, update.condition(), parameters);
        return command(Command.ChangeRows.Kind.UPDATE, target, assigned(rows, first, target));
    }

    private Target target(Name name, @Nullable String alias) {
        Catalogs.TableName place = relations.catalogs().table(name, relations.session());
        Table table =
                relations.table(
                        place.catalog(), place.identifier().namespace(), place.identifier().name());
        if (table == null) {
            throw place.notFound("Table", name.position(), null);
        }
        List<String> path = new ArrayList<>();
        path.add(place.catalog().name());
        path.addAll(Arrays.asList(place.identifier().namespace().levels()));
        path.add(new TableVersion.Rows().suffixed(place.identifier().name()));
        SqlParserPos position = SqlParserPos.ZERO;
        String called = alias == null ? name.last() : alias;
        SqlNode from =
                SqlStdOperatorTable.AS.createCall(
                        position,
                        new SqlIdentifier(path, position),
                        new SqlIdentifier(called, position));
        return new Target(place, table, from, called);
    }

    private static List<SqlNode> places(Target target) {
        List<SqlNode> items = new ArrayList<>();
        items.add(target.column(MetadataColumns.FILE_PATH.name()));
        items.add(target.column(MetadataColumns.ROW_POSITION.name()));
        return items;
    }

    private Plan rows(
            Target target,
            List<SqlNode> items,
            @Nullable SqlNode condition,
            List<SqlNode> parameters) {
        return queries.plan(
                Grammar.select(SqlParserPos.ZERO, items, target.from(), condition), parameters);
    }

    private static int ordinal(Name column, Target target) {
        List<String> names =
                target.table().schema().columns().stream().map(Types.NestedField::name).toList();
        for (int i = 0; i < names.size(); i++) {
            if (names.get(i).equalsIgnoreCase(column.toString())) {
                return i;
            }
        }
        throw new SqlException(
                ErrorCode.COLUMN_NOT_FOUND,
                "Table %s has no column '%s'%s"
                        .formatted(target.name(), column, Nearest.hint(column.toString(), names)),
                column.position(),
                null);
    }

    /// `rows` with the types of what is written from column `first` on. A row that is changed has
    /// no sequence number of its own: that of the commit is the one.
    private static Plan assigned(Plan rows, int first, Target target) {
        List<Field> written = IcebergTypes.fields(target.written());
        List<Expr> expressions = new ArrayList<>();
        List<Field> output = new ArrayList<>();
        for (int i = 0; i < first; i++) {
            Field field = rows.output().get(i);
            expressions.add(new Expr.Column(i, field.type()));
            output.add(field);
        }
        for (int i = 0; i < written.size(); i++) {
            Field column = written.get(i);
            int at = first + i;
            output.add(column);
            expressions.add(
                    at < rows.output().size()
                            ? Assignment.of(
                                    new Expr.Column(at, rows.output().get(at).type()),
                                    column,
                                    target.name())
                            : new Expr.Literal(null, column.type()));
        }
        return new Plan.Project(rows, expressions, output);
    }

    private static Command command(Command.ChangeRows.Kind kind, Target target, Plan rows) {
        Snapshot current = target.table().currentSnapshot();
        return new Command.ChangeRows(
                kind,
                target.name(),
                target.table(),
                current == null ? null : current.snapshotId(),
                target.written(),
                rows,
                read(rows, target.table()));
    }

    /// What metadata can tell of the rows that the query asks `table` for by where they are.
    private static Expression read(Plan plan, Table table) {
        if (plan instanceof Plan.TableScan scan
                && scan.table() == table
                && scan.projection().findField(MetadataColumns.ROW_POSITION.fieldId()) != null) {
            return scan.pruning();
        }
        for (Plan input : plan.inputs()) {
            Expression read = read(input, table);
            if (read.op() != Expression.Operation.TRUE) {
                return read;
            }
        }
        return Expressions.alwaysTrue();
    }
}
