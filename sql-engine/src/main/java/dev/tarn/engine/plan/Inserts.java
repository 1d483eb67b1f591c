package dev.tarn.engine.plan;

import dev.tarn.columnar.DataType;
import dev.tarn.columnar.DataType.Field;
import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.SqlException;
import dev.tarn.engine.expr.Expr;
import dev.tarn.engine.parse.Syntax;
import dev.tarn.engine.physical.Plan;
import dev.tarn.engine.schema.Catalogs;
import dev.tarn.engine.schema.Nearest;
import dev.tarn.engine.schema.Relations;
import dev.tarn.engine.statement.Command;
import dev.tarn.engine.statement.Name;
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
        Catalogs.TableName place = relations.catalogs().table(insert.table(), relations.session());
        Table table =
                relations.table(
                        place.catalog(), place.identifier().namespace(), place.identifier().name());
        if (table == null) {
            throw place.notFound("Table", insert.table().position(), null);
        }
        Plan source = queries.plan(insert.source(), parameters);
        List<Integer> targets = targets(insert, table, place.toString());
        if (source.output().size() != targets.size()) {
            throw new SqlException(
                    ErrorCode.TYPE_MISMATCH,
                    "INSERT INTO %s gives %d values for %d columns"
                            .formatted(place, source.output().size(), targets.size()),
                    insert.table().position(),
                    null);
        }
        return new Command.Insert(
                place.toString(), table, arranged(source, targets, table, place.toString()));
    }

    /// For each value the ordinal of the table's column that it is for.
    private static List<Integer> targets(Syntax.Insert insert, Table table, String tableName) {
        List<Types.NestedField> columns = table.schema().columns();
        List<Integer> targets = new ArrayList<>();
        if (insert.columns().isEmpty()) {
            for (int i = 0; i < columns.size(); i++) {
                targets.add(i);
            }
            return targets;
        }
        for (Name name : insert.columns()) {
            int ordinal = -1;
            for (int i = 0; i < columns.size(); i++) {
                if (columns.get(i).name().equalsIgnoreCase(name.toString())) {
                    ordinal = i;
                }
            }
            if (ordinal < 0) {
                List<String> names = columns.stream().map(Types.NestedField::name).toList();
                throw new SqlException(
                        ErrorCode.COLUMN_NOT_FOUND,
                        "Table %s has no column '%s'%s"
                                .formatted(tableName, name, Nearest.hint(name.toString(), names)),
                        name.position(),
                        null);
            }
            if (targets.contains(ordinal)) {
                throw new SqlException(
                        ErrorCode.DUPLICATE_COLUMN_NAME,
                        "Column '%s' is given twice".formatted(name),
                        name.position(),
                        null);
            }
            targets.add(ordinal);
        }
        return targets;
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
                requireOptional(table.schema().columns().get(i), tableName);
                expressions.add(new Expr.Literal(null, column.type()));
                same = false;
                continue;
            }
            DataType given = source.output().get(at).type();
            same &= at == i && given.equals(column.type());
            expressions.add(Assignment.of(new Expr.Column(at, given), column, tableName));
        }
        return same ? source : new Plan.Project(source, expressions, output);
    }

    private static void requireOptional(Types.NestedField column, String tableName) {
        if (column.isRequired()) {
            throw new SqlException(
                    ErrorCode.INVALID_ARGUMENTS,
                    "Column '%s' of %s is NOT NULL and nothing is given for it"
                            .formatted(column.name(), tableName));
        }
    }
}
