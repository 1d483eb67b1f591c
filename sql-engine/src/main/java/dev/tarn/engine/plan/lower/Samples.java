package dev.tarn.engine.plan.lower;

import dev.tarn.columnar.DataType;
import dev.tarn.columnar.DataType.Field;
import dev.tarn.engine.expr.Expr;
import dev.tarn.engine.function.ScalarFunction;
import dev.tarn.engine.function.misc.SampleShare;
import dev.tarn.engine.physical.Plan;
import dev.tarn.engine.physical.PlanInputs;
import dev.tarn.storage.IcebergTypes;

import org.apache.calcite.plan.RelOptSamplingParameters;
import org.apache.calcite.rel.core.Sample;
import org.apache.iceberg.MetadataColumns;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Types;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/// TABLESAMPLE: each row is kept by chance, whichever method is asked for. SYSTEM may keep rows in
/// pieces, but need not, and pieces of a table that is sorted are no sample of it.
///
/// With REPEATABLE, the seed and where a row is decide, so that one version of a table gives one
/// sample: the scan reads `_file` and `_pos` for its filter too.
final class Samples {
    private final Lowering lowering;
    private final Expressions expressions;

    Samples(Lowering lowering, Expressions expressions) {
        this.lowering = lowering;
        this.expressions = expressions;
    }

    Plan lower(Sample sample) {
        RelOptSamplingParameters parameters = sample.getSamplingParameters();
        Plan input = lowering.lower(sample.getInput());
        if (parameters.isRepeatable()) {
            return repeatable(input, parameters);
        }
        if (isAll(parameters)) {
            return input;
        }
        return new Plan.Filter(
                input, isBelow(expressions.function("random", List.of()), parameters));
    }

    private static boolean isAll(RelOptSamplingParameters parameters) {
        return parameters.sampleRate.compareTo(BigDecimal.ONE) >= 0;
    }

    private Expr isBelow(Expr chance, RelOptSamplingParameters parameters) {
        double share = parameters.sampleRate.doubleValue();
        return expressions.function(
                "less_than", List.of(chance, new Expr.Literal(share, DataType.DOUBLE)));
    }

    private Plan repeatable(Plan input, RelOptSamplingParameters parameters) {
        return switch (input) {
            case Plan.TableScan scan -> isAll(parameters) ? scan : sampled(scan, parameters);
            case Plan.Project project ->
                    PlanInputs.replaced(project, List.of(repeatable(project.input(), parameters)));
            default ->
                    throw Expressions.unsupported("TABLESAMPLE … REPEATABLE of what is no table");
        };
    }

    private Plan sampled(Plan.TableScan scan, RelOptSamplingParameters parameters) {
        List<Types.NestedField> columns = new ArrayList<>(scan.projection().columns());
        int file = place(columns, MetadataColumns.FILE_PATH);
        int position = place(columns, MetadataColumns.ROW_POSITION);
        ScalarFunction share =
                SampleShare.OF_ROW
                        .bind(List.of(DataType.STRING, DataType.BIGINT, DataType.BIGINT))
                        .orElseThrow();
        long seed = parameters.getRepeatableSeed();
        Expr chance =
                new Expr.Call(
                        share,
                        List.of(
                                new Expr.Column(file, DataType.STRING),
                                new Expr.Column(position, DataType.BIGINT),
                                new Expr.Literal(seed, DataType.BIGINT)));
        Expr kept = isBelow(chance, parameters);
        Expr filter = scan.filter();
        List<Field> fields = new ArrayList<>(scan.columns());
        for (Types.NestedField added : columns.subList(fields.size(), columns.size())) {
            fields.add(new Field(added.name(), IcebergTypes.dataType(added.type())));
        }
        return new Plan.TableScan(
                scan.name(),
                scan.table(),
                scan.snapshotId(),
                new Schema(columns),
                fields,
                scan.outputCount(),
                scan.pruning(),
                filter == null ? kept : new Expr.And(List.of(filter, kept)),
                scan.estimatedRows());
    }

    /// The ordinal of `wanted` among `columns`, behind which it is added where it is missing.
    private static int place(List<Types.NestedField> columns, Types.NestedField wanted) {
        for (int at = 0; at < columns.size(); at++) {
            if (columns.get(at).fieldId() == wanted.fieldId()) {
                return at;
            }
        }
        columns.add(wanted);
        return columns.size() - 1;
    }
}
