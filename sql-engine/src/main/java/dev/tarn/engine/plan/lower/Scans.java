package dev.tarn.engine.plan.lower;

import dev.tarn.columnar.DataType.Field;
import dev.tarn.engine.expr.Expr;
import dev.tarn.engine.physical.FileErrors;
import dev.tarn.engine.physical.FileSource;
import dev.tarn.engine.physical.Plan;
import dev.tarn.engine.physical.RowSource;
import dev.tarn.engine.plan.stats.Estimator;
import dev.tarn.engine.schema.ListedFiles;
import dev.tarn.engine.schema.Relation;
import dev.tarn.storage.IcebergTypes;

import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.rel.core.TableScan;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.sql.SqlKind;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Types;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// Scans with the columns that are read and the filters that metadata can use.
final class Scans {
    private final Expressions expressions;
    private final Estimator estimator;

    Scans(Expressions expressions, Estimator estimator) {
        this.expressions = expressions;
        this.estimator = estimator;
    }

    /// The first `outputCount` of the `columns` of the scan's relation, for the rows that meet
    /// `condition`, which may read all of them.
    Plan scan(TableScan scan, List<Integer> columns, int outputCount, @Nullable RexNode condition) {
        Expr filter = null;
        if (condition != null) {
            Expr lowered = expressions.lower(condition, columns::indexOf);
            filter = Lowering.isTrue(lowered) ? null : lowered;
        }
        return switch (Lowering.relation(scan)) {
            case Relation.OfTable table ->
                    table(table, columns, outputCount, filter, rows(table, scan, condition));
            case Relation.OfRows rows -> {
                RowSource source = rows.source().narrowed(WantedValues.of(filter, columns, rows));
                Plan plan = new Plan.Rows(rows.name(), rows.columns(), source);
                yield shaped(plan, columns, outputCount, filter);
            }
            case Relation.OfFiles files -> files(files, columns, outputCount, filter);
        };
    }

    /// What of `condition`, on the columns of `scan`, has to be asked: not whether a column is null
    /// in which every data file counts no nulls. Null where nothing is left.
    static @Nullable RexNode needed(TableScan scan, @Nullable RexNode condition) {
        if (condition == null || !(Lowering.relation(scan) instanceof Relation.OfTable table)) {
            return condition;
        }
        List<RexNode> all = RelOptUtil.conjunctions(condition);
        List<RexNode> needed = all.stream().filter(one -> !isKnown(one, table)).toList();
        return needed.size() == all.size()
                ? condition
                : RexUtil.composeConjunction(scan.getCluster().getRexBuilder(), needed, true);
    }

    private static boolean isKnown(RexNode condition, Relation.OfTable table) {
        return condition.getKind() == SqlKind.IS_NOT_NULL
                && ((RexCall) condition).getOperands().getFirst() instanceof RexInputRef column
                && table.statistics()
                        .hasNoNulls(table.schema().columns().get(column.getIndex()).fieldId());
    }

    private double rows(Relation.OfTable table, TableScan scan, @Nullable RexNode condition) {
        if (table.rowCount() < 0) {
            return -1;
        }
        return condition == null ? estimator.rows(scan) : estimator.rows(scan, condition);
    }

    private static Plan table(
            Relation.OfTable relation,
            List<Integer> columns,
            int outputCount,
            @Nullable Expr filter,
            double estimatedRows) {
        List<Types.NestedField> projection = new ArrayList<>();
        List<Field> output = new ArrayList<>();
        for (int column : columns) {
            projection.add(relation.schema().columns().get(column));
            output.add(relation.columns().get(column));
        }
        return new Plan.TableScan(
                relation.name(),
                relation.table(),
                relation.snapshotId(),
                new Schema(projection),
                output,
                outputCount,
                Pruning.of(filter, output),
                filter,
                estimatedRows);
    }

    /// Reads the columns that are asked for, where files tell them by name, else all of them.
    private static Plan files(
            Relation.OfFiles relation,
            List<Integer> columns,
            int outputCount,
            @Nullable Expr filter) {
        ListedFiles files = relation.files();
        List<String> names = files.columnNames();
        boolean byName = names != null || files.format() == FileSource.Format.JSON;
        List<Integer> asked = columns.isEmpty() ? List.of(0) : columns;
        List<Types.NestedField> read = new ArrayList<>();
        for (int column : byName ? asked : all(relation.columns().size())) {
            read.add(relation.schema().columns().get(column));
        }
        Schema schema = new Schema(read);
        boolean hasBounds =
                files.format() == FileSource.Format.PARQUET
                        || files.format() == FileSource.Format.ORC;
        List<Field> filtered = columns.stream().map(relation.columns()::get).toList();
        Plan plan =
                new Plan.FileScan(
                        files.source(
                                schema,
                                names == null ? List.of() : names,
                                new FileErrors(FileErrors.Policy.ABORT)),
                        IcebergTypes.fields(schema),
                        Pruning.of(hasBounds ? filter : null, filtered));
        return shaped(plan, byName ? all(columns.size()) : columns, outputCount, filter);
    }

    private static List<Integer> all(int count) {
        return IntStream.range(0, count).boxed().toList();
    }

    /// The first `outputCount` of the `columns` of `source`, for the rows that meet `filter`.
    private static Plan shaped(
            Plan source, List<Integer> columns, int outputCount, @Nullable Expr filter) {
        Plan plan = source;
        if (!columns.equals(all(source.output().size()))) {
            List<Expr> exprs = new ArrayList<>();
            List<Field> output = new ArrayList<>();
            for (int column : columns) {
                Field field = source.output().get(column);
                exprs.add(new Expr.Column(column, field.type()));
                output.add(field);
            }
            plan = new Plan.Project(plan, exprs, output);
        }
        Plan filtered = filter == null ? plan : new Plan.Filter(plan, filter);
        if (outputCount == columns.size()) {
            return filtered;
        }
        List<Field> output = filtered.output().subList(0, outputCount);
        List<Expr> exprs = new ArrayList<>();
        for (Field field : output) {
            exprs.add(new Expr.Column(exprs.size(), field.type()));
        }
        return new Plan.Project(filtered, exprs, output);
    }
}
