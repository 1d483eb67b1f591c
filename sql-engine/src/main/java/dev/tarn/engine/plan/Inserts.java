package dev.tarn.engine.plan;

import dev.tarn.columnar.DataType;
import dev.tarn.columnar.DataType.Field;
import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.Session;
import dev.tarn.engine.SqlException;
import dev.tarn.engine.expr.Expr;
import dev.tarn.engine.parse.Syntax;
import dev.tarn.engine.parse.Syntax.Replaced;
import dev.tarn.engine.physical.Plan;
import dev.tarn.engine.schema.ColumnDefaults;
import dev.tarn.engine.schema.Relations;
import dev.tarn.engine.statement.Command;
import dev.tarn.engine.statement.Command.ChangeRows.Kind;
import dev.tarn.engine.statement.Name;
import dev.tarn.storage.IcebergTypes;

import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// INSERT: the source's columns brought into the order and types of the table's, and what they take
/// the place of.
public final class Inserts {
    /// The session property that says what INSERT OVERWRITE replaces, as Spark's
    /// `partitionOverwriteMode`: the partition that it names, or the whole table (`static`), or the
    /// partitions that it has rows for (`dynamic`).
    public static final String PROPERTY = "partition_overwrite_mode";

    public static final String STATIC = "static";
    public static final String DYNAMIC = "dynamic";

    private final Syntax.Insert insert;
    private final ChangedTable target;
    private final List<SqlNode> parameters;
    private final Constants.QueryFunction queries;
    private final Map<Integer, Expr.Literal> fixed;

    private Inserts(
            Syntax.Insert insert,
            ChangedTable target,
            List<SqlNode> parameters,
            Constants.QueryFunction queries,
            PartitionValues.Fold fold) {
        this.insert = insert;
        this.target = target;
        this.parameters = parameters;
        this.queries = queries;
        this.fixed = PartitionValues.of(insert.partition(), target, new Constants(queries), fold);
    }

    static Command plan(
            Syntax.Insert insert,
            List<SqlNode> parameters,
            Relations relations,
            Constants.QueryFunction queries,
            PartitionValues.Fold fold) {
        ChangedTable target = ChangedTable.of(insert.table(), null, relations);
        return new Inserts(insert, target, parameters, queries, fold).command(relations.session());
    }

    private Command command(Session session) {
        Plan rows = rows();
        return switch (insert.replaced()) {
            case Replaced.Nothing _ ->
                    new Command.Insert(target.name(), target.table(), target.target().to(), rows);
            case Replaced.Where where ->
                    target.command(
                            Kind.REPLACE,
                            target.places(where.condition(), parameters, queries),
                            rows);
            case Replaced.Partition _ ->
                    DYNAMIC.equalsIgnoreCase(session.properties().get(PROPERTY))
                            ? new Command.ReplacePartitions(
                                    target.name(), target.table(), target.target().to(), rows)
                            : target.command(Kind.REPLACE, target.places(fixed), rows);
        };
    }

    /// The rows that are inserted, with the table's columns.
    private Plan rows() {
        Plan source = queries.plan(source(), parameters);
        List<Integer> targets = targets(source);
        if (source.output().size() != targets.size()) {
            throw new SqlException(
                    ErrorCode.TYPE_MISMATCH,
                    "INSERT INTO %s gives %d values for %d columns"
                            .formatted(target.name(), source.output().size(), targets.size()),
                    insert.table().position(),
                    null);
        }
        return arranged(source, targets);
    }

    /// The source with defaults in the place of DEFAULT.
    private SqlNode source() {
        if (insert.byName() || insert.source().getKind() != SqlKind.VALUES) {
            return insert.source();
        }
        List<Integer> ordinals =
                TargetColumns.ordinals(insert.columns(), target.table().schema(), target.name());
        if (insert.columns().isEmpty()) {
            ordinals.removeAll(fixed.keySet());
        }
        return DefaultValues.in((SqlCall) insert.source(), ordinals, target);
    }

    /// For each value of the source the ordinal of the table's column that it is for.
    private List<Integer> targets(Plan source) {
        List<Name> names = insert.columns();
        if (insert.byName()) {
            names =
                    source.output().stream()
                            .map(column -> new Name(List.of(column.name()), null))
                            .toList();
        }
        List<Integer> targets =
                TargetColumns.ordinals(names, target.table().schema(), target.name());
        if (names.isEmpty()) {
            targets.removeAll(fixed.keySet());
        }
        for (int ordinal : targets) {
            if (fixed.containsKey(ordinal)) {
                throw new SqlException(
                        ErrorCode.DUPLICATE_COLUMN_NAME,
                        "Column '%s' has a value in PARTITION and is given another"
                                .formatted(target.columns().get(ordinal).name()),
                        insert.table().position(),
                        null);
            }
        }
        return targets;
    }

    private Plan arranged(Plan source, List<Integer> targets) {
        List<Field> output = IcebergTypes.fields(target.table().schema());
        List<Expr> expressions = new ArrayList<>();
        boolean same = source.output().size() == output.size();
        for (int i = 0; i < output.size(); i++) {
            int at = targets.indexOf(i);
            Field column = output.get(i);
            if (at < 0) {
                Expr.Literal value = fixed.get(i);
                expressions.add(
                        value == null
                                ? ColumnDefaults.absent(target.columns().get(i), target.name())
                                : value);
                same = false;
                continue;
            }
            DataType given = source.output().get(at).type();
            same &= at == i && given.equals(column.type());
            expressions.add(Assignment.of(new Expr.Column(at, given), column, target.name()));
        }
        return same ? source : new Plan.Project(source, expressions, output);
    }
}
