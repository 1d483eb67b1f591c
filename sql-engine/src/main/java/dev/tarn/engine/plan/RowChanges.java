package dev.tarn.engine.plan;

import dev.tarn.columnar.DataType.Field;
import dev.tarn.engine.expr.Expr;
import dev.tarn.engine.parse.Grammar;
import dev.tarn.engine.parse.Syntax;
import dev.tarn.engine.physical.Plan;
import dev.tarn.engine.schema.Relations;
import dev.tarn.engine.statement.Command;
import dev.tarn.storage.IcebergTypes;

import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.iceberg.MetadataColumns;
import org.apache.iceberg.types.Types;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
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

    Command delete(Syntax.Delete delete, List<SqlNode> parameters) {
        ChangedTable target = ChangedTable.of(delete.table(), delete.alias(), relations);
        SqlNode condition = target.called(delete.condition(), delete.table(), delete.alias());
        Plan places = target.places(condition, parameters, queries);
        return target.command(Command.ChangeRows.Kind.DELETE, places, null);
    }

    Command update(Syntax.Update update, List<SqlNode> parameters) {
        ChangedTable target = ChangedTable.of(update.table(), update.alias(), relations);
        List<Types.NestedField> columns = target.columns();
        List<@Nullable SqlNode> given = GivenColumns.of(update.columns(), update.values(), target);
        List<SqlNode> items = new ArrayList<>(target.places());
        int first = items.size() + 1;
        items.add(SqlLiteral.createBoolean(true, SqlParserPos.ZERO));
        for (int i = 0; i < given.size(); i++) {
            SqlNode value = target.called(given.get(i), update.table(), update.alias());
            items.add(value == null ? target.column(columns.get(i).name()) : value);
        }
        if (target.hasRowIds()) {
            items.add(target.column(MetadataColumns.ROW_ID.name()));
        }
        SqlNode condition = target.called(update.condition(), update.table(), update.alias());
        SqlNode query = Grammar.select(SqlParserPos.ZERO, items, target.from(), condition);
        Plan rows = queries.plan(query, parameters);
        return target.command(Command.ChangeRows.Kind.UPDATE, assigned(rows, first, target));
    }

    /// `rows` with the types of what is written from column `first` on. A row that is changed has
    /// no sequence number of its own: that of the commit is the one.
    private static Plan assigned(Plan rows, int first, ChangedTable target) {
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
}
