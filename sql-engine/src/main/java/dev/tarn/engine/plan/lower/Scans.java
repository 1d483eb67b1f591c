package dev.tarn.engine.plan.lower;

import dev.tarn.columnar.DataType.Field;
import dev.tarn.engine.expr.Expr;
import dev.tarn.engine.physical.Plan;
import dev.tarn.engine.schema.Relation;

import org.apache.calcite.rel.core.TableScan;
import org.apache.calcite.rex.RexNode;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Types;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/// Scans with the columns that are read and the filters that metadata can use.
final class Scans {
    private final Expressions expressions;

    Scans(Expressions expressions) {
        this.expressions = expressions;
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
            case Relation.OfTable table -> table(table, columns, outputCount, filter);
            case Relation.OfRows rows -> rows(rows, columns, outputCount, filter);
        };
    }

    private static Plan table(
            Relation.OfTable relation,
            List<Integer> columns,
            int outputCount,
            @Nullable Expr filter) {
        List<Types.NestedField> projection = new ArrayList<>();
        List<Field> output = new ArrayList<>();
        for (int column : columns) {
            projection.add(relation.schema().columns().get(column));
            output.add(relation.columns().get(column));
        }
        double rows =
                filter == null || relation.rowCount() < 0
                        ? relation.rowCount()
                        : relation.rowCount() * selectivity(filter);
        return new Plan.TableScan(
                relation.name(),
                relation.table(),
                relation.snapshotId(),
                new Schema(projection),
                output,
                outputCount,
                filter == null
                        ? org.apache.iceberg.expressions.Expressions.alwaysTrue()
                        : Pruning.of(filter, output),
                filter,
                rows);
    }

    /// A guess at the share of rows that a filter keeps.
    private static double selectivity(Expr filter) {
        return switch (filter) {
            case Expr.And and -> {
                double share = 1;
                for (Expr operand : and.operands()) {
                    share *= selectivity(operand);
                }
                yield Math.max(share, 0.001);
            }
            case Expr.Call call -> call.function().name().equals("equal") ? 0.1 : 0.4;
            case Expr.In in -> Math.min(0.5, 0.1 * in.values().size());
            case Expr.IsNull isNull -> 0.1;
            default -> 0.5;
        };
    }

    private static Plan rows(
            Relation.OfRows relation,
            List<Integer> columns,
            int outputCount,
            @Nullable Expr filter) {
        Plan plan = new Plan.Rows(relation.name(), relation.columns(), relation.source());
        if (columns.size() != relation.columns().size()) {
            List<Expr> exprs = new ArrayList<>();
            List<Field> output = new ArrayList<>();
            for (int column : columns) {
                Field field = relation.columns().get(column);
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
