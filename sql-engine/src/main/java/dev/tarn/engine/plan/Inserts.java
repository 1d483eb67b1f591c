package dev.tarn.engine.plan;

import dev.tarn.columnar.DataType;
import dev.tarn.columnar.DataType.Field;
import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.SqlException;
import dev.tarn.engine.expr.Expr;
import dev.tarn.engine.parse.Syntax;
import dev.tarn.engine.physical.Plan;
import dev.tarn.engine.schema.Catalogs;
import dev.tarn.engine.schema.ColumnDefaults;
import dev.tarn.engine.schema.Relations;
import dev.tarn.engine.schema.WriteTarget;
import dev.tarn.engine.statement.Command;
import dev.tarn.storage.IcebergTypes;

import org.apache.calcite.sql.SqlNode;
import org.apache.iceberg.Table;
import org.apache.iceberg.types.Types;

import java.util.ArrayList;
import java.util.List;

/// INSERT: the source's columns brought into the order and types of the table's.
final class Inserts {
    private final Relations relations;
    private final Constants.QueryFunction queries;

    Inserts(Relations relations, Constants.QueryFunction queries) {
        this.relations = relations;
        this.queries = queries;
    }

    Command plan(Syntax.Insert insert, List<SqlNode> parameters) {
        WriteTarget target = WriteTarget.of(insert.table(), relations);
        Catalogs.TableName place = target.place();
        Table table = target.table();
        Plan source = queries.plan(insert.source(), parameters);
        List<Integer> targets =
                TargetColumns.ordinals(insert.columns(), table.schema(), place.toString());
        if (source.output().size() != targets.size()) {
            throw new SqlException(
                    ErrorCode.TYPE_MISMATCH,
                    "INSERT INTO %s gives %d values for %d columns"
                            .formatted(place, source.output().size(), targets.size()),
                    insert.table().position(),
                    null);
        }
        return new Command.Insert(
                place.toString(),
                table,
                target.to(),
                arranged(source, targets, table, place.toString()));
    }

    private static Plan arranged(
            Plan source, List<Integer> targets, Table table, String tableName) {
        List<Field> output = IcebergTypes.fields(table.schema());
        List<Expr> expressions = new ArrayList<>();
        boolean same = source.output().size() == output.size();
        for (int i = 0; i < output.size(); i++) {
            int at = targets.indexOf(i);
            Field column = output.get(i);
            if (at < 0) {
                Types.NestedField absent = table.schema().columns().get(i);
                expressions.add(ColumnDefaults.absent(absent, tableName));
                same = false;
                continue;
            }
            DataType given = source.output().get(at).type();
            same &= at == i && given.equals(column.type());
            expressions.add(Assignment.of(new Expr.Column(at, given), column, tableName));
        }
        return same ? source : new Plan.Project(source, expressions, output);
    }
}
