package dev.tarn.engine.plan;

import dev.tarn.columnar.DataType;
import dev.tarn.columnar.DataType.Field;
import dev.tarn.engine.plan.stats.ColumnEstimate;
import dev.tarn.engine.plan.stats.Estimate;
import dev.tarn.engine.schema.ColumnStatistics;
import dev.tarn.engine.schema.Relation;
import dev.tarn.engine.statement.Statement;

import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Filter;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rel.core.Sort;
import org.apache.calcite.rel.core.TableScan;
import org.apache.calcite.rex.RexInputRef;
import org.apache.iceberg.transforms.Transforms;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// SHOW STATS as Trino has it: a row for each column of a query, and a last one with the number of
/// rows. What manifests and sketches do not tell is NULL, and so is everything of columns that are
/// not a table's own; where there are conditions, numbers are what planning expects to be left.
final class ShownStatistics {
    private static final List<Field> FIELDS =
            List.of(
                    new Field("column_name", DataType.STRING),
                    new Field("data_size", DataType.DOUBLE),
                    new Field("distinct_values_count", DataType.DOUBLE),
                    new Field("nulls_fraction", DataType.DOUBLE),
                    new Field("row_count", DataType.DOUBLE),
                    new Field("low_value", DataType.STRING),
                    new Field("high_value", DataType.STRING));

    private ShownStatistics() {}

    static Statement of(QueryPlanner.Outlook outlook) {
        Estimate estimate = outlook.estimator().of(outlook.tree());
        List<List<@Nullable Object>> rows = new ArrayList<>();
        for (int i = 0; i < outlook.names().size(); i++) {
            Column column = column(outlook.tree(), i);
            rows.add(
                    column == null
                            ? row(outlook.names().get(i))
                            : column.row(
                                    outlook.names().get(i),
                                    estimate.rows(),
                                    estimate.columns().get(i)));
        }
        List<@Nullable Object> last = row(null);
        last.set(4, isCounted(outlook.tree()) ? estimate.rows() : null);
        rows.add(last);
        return Shows.select(FIELDS, rows);
    }

    private static List<@Nullable Object> row(@Nullable String name) {
        return Arrays.asList(name, null, null, null, null, null, null);
    }

    /// Whether of all tables below it is known how many rows they have.
    private static boolean isCounted(RelNode node) {
        return node instanceof TableScan scan
                ? table(scan) instanceof Relation.OfTable table && table.rowCount() >= 0
                : node.getInputs().stream().allMatch(ShownStatistics::isCounted);
    }

    private static Relation.@Nullable OfTable table(TableScan scan) {
        return scan.getTable().unwrap(Relation.class) instanceof Relation.OfTable table
                ? table
                : null;
    }

    /// The table's column that a column of `node` is; null where it is none, or of joined or
    /// grouped rows.
    private static @Nullable Column column(RelNode node, int ordinal) {
        return switch (node) {
            case TableScan scan -> {
                Relation.OfTable table = table(scan);
                yield table == null
                        ? null
                        : new Column(table, table.schema().columns().get(ordinal));
            }
            case Filter filter -> column(filter.getInput(), ordinal);
            case Sort sort when sort.fetch == null && sort.offset == null ->
                    column(sort.getInput(), ordinal);
            case Project project
                    when project.getProjects().get(ordinal) instanceof RexInputRef of ->
                    column(project.getInput(), of.getIndex());
            default -> null;
        };
    }

    private record Column(Relation.OfTable table, Types.NestedField field) {

        List<@Nullable Object> row(String name, double rows, ColumnEstimate left) {
            ColumnStatistics known = table.statistics().column(field.fieldId());
            boolean isStored = !hasFixedSize(field.type()) && !Double.isNaN(known.bytes());
            return Arrays.asList(
                    name,
                    isStored ? known.bytes() * rows : null,
                    Double.isNaN(known.counted()) ? null : Math.min(left.distinct(), rows),
                    known.nulls() < 0 ? null : left.nulls(),
                    null,
                    bound(known.least(), known.low(), left.low()),
                    bound(known.most(), known.high(), left.high()));
        }

        /// The bound that is left, exactly where that is the column's own.
        private @Nullable String bound(@Nullable Object exact, double known, double left) {
            if (exact == null) {
                return null;
            }
            return text(known == left ? exact : value(left));
        }

        private @Nullable Object value(double number) {
            if (!Double.isFinite(number)) {
                return null;
            }
            return switch (field.type().typeId()) {
                case INTEGER, DATE -> (int) Math.round(number);
                case DECIMAL ->
                        BigDecimal.valueOf(number)
                                .setScale(
                                        ((Types.DecimalType) field.type()).scale(),
                                        RoundingMode.HALF_UP);
                default -> Math.round(number);
            };
        }

        private @Nullable String text(@Nullable Object value) {
            if (value == null) {
                return null;
            }
            return Transforms.identity().toHumanString(field.type(), value).replace('T', ' ');
        }

        private static boolean hasFixedSize(Type type) {
            return type.isPrimitiveType()
                    && type.typeId() != Type.TypeID.STRING
                    && type.typeId() != Type.TypeID.BINARY;
        }
    }
}
