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
            expressions.add(value(at, given, column, tableName));
        }
        return same ? source : new Plan.Project(source, expressions, output);
    }

    private static Expr value(int at, DataType given, Field column, String tableName) {
        Expr value = new Expr.Column(at, given);
        if (given.equals(column.type())) {
            return value;
        }
        if (!StoreAssignment.allows(given, column.type())) {
            throw new SqlException(
                    ErrorCode.TYPE_MISMATCH,
                    "Column '%s' of %s is %s and cannot be given a %s; write an explicit CAST"
                            .formatted(column.name(), tableName, column.type(), given));
        }
        return new Expr.Cast(value, column.type(), false);
    }

    private static void requireOptional(Types.NestedField column, String tableName) {
        if (column.isRequired()) {
            throw new SqlException(
                    ErrorCode.INVALID_ARGUMENTS,
                    "Column '%s' of %s is NOT NULL and nothing is given for it"
                            .formatted(column.name(), tableName));
        }
    }

    /// Which conversions INSERT does without a CAST: as SQL's store assignment, between numbers,
    /// between times, and from text to any type that text can be read as.
    private static final class StoreAssignment {
        private enum Kind {
            NUMBER,
            TIME,
            TEXT,
            BYTES,
            OTHER
        }

        static boolean allows(DataType from, DataType to) {
            if (from == DataType.UNKNOWN) {
                return true;
            }
            Kind source = kind(from);
            Kind target = kind(to);
            if (source == Kind.OTHER || target == Kind.OTHER) {
                return from.physical() == to.physical();
            }
            return source == target || (source == Kind.TEXT && target == Kind.TIME);
        }

        private static Kind kind(DataType type) {
            return switch (type) {
                case DataType.Decimal decimal -> Kind.NUMBER;
                case DataType.Time time -> Kind.OTHER;
                case DataType.Timestamp timestamp -> Kind.TIME;
                case DataType.Fixed fixed -> Kind.BYTES;
                case DataType.Simple simple ->
                        switch (simple) {
                            case TINYINT, SMALLINT, INTEGER, BIGINT, REAL, DOUBLE -> Kind.NUMBER;
                            case DATE -> Kind.TIME;
                            case STRING -> Kind.TEXT;
                            case BINARY -> Kind.BYTES;
                            case BOOLEAN, UUID, UNKNOWN -> Kind.OTHER;
                        };
                case DataType.ListOf list -> Kind.OTHER;
                case DataType.MapOf map -> Kind.OTHER;
                case DataType.StructOf struct -> Kind.OTHER;
            };
        }
    }
}
