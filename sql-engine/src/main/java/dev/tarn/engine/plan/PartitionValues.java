package dev.tarn.engine.plan;

import dev.tarn.columnar.DataType.Field;
import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.SqlException;
import dev.tarn.engine.expr.Expr;
import dev.tarn.engine.parse.Syntax.PartitionValue;
import dev.tarn.engine.statement.Name;
import dev.tarn.storage.IcebergTypes;

import org.apache.calcite.sql.SqlNode;
import org.apache.iceberg.PartitionField;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// What PARTITION (a = 1, b) says: values of columns that the table is partitioned by as they are.
final class PartitionValues {
    private PartitionValues() {}

    /// Computes an expression without columns; null where it has no value of its own.
    @FunctionalInterface
    interface Fold {
        Expr.@Nullable Literal value(Expr expression);
    }

    /// The values given, of the columns' types, by the columns' ordinals.
    ///
    /// @throws SqlException INVALID_ARGUMENTS for a column that is none of these, or a value that
    ///   is no constant
    static Map<Integer, Expr.Literal> of(
            List<PartitionValue> partition, ChangedTable target, Constants constants, Fold fold) {
        Map<Integer, Expr.Literal> values = new TreeMap<>();
        if (partition.isEmpty()) {
            return values;
        }
        List<Name> names = partition.stream().map(PartitionValue::column).toList();
        List<Integer> ordinals =
                TargetColumns.ordinals(names, target.table().schema(), target.name());
        List<Field> columns = IcebergTypes.fields(target.table().schema());
        for (int i = 0; i < ordinals.size(); i++) {
            int ordinal = ordinals.get(i);
            requireIdentity(names.get(i), ordinal, target);
            SqlNode given = partition.get(i).value();
            if (given != null) {
                Expr.Literal literal = constants.value(given);
                Expr.Literal value =
                        literal == null
                                ? null
                                : fold.value(
                                        Assignment.of(
                                                literal, columns.get(ordinal), target.name()));
                if (value == null) {
                    throw new SqlException(
                            ErrorCode.INVALID_ARGUMENTS,
                            "PARTITION takes a constant %s for '%s', not %s"
                                    .formatted(columns.get(ordinal).type(), names.get(i), given),
                            names.get(i).position(),
                            null);
                }
                values.put(ordinal, value);
            }
        }
        return values;
    }

    private static void requireIdentity(Name name, int ordinal, ChangedTable target) {
        int id = target.columns().get(ordinal).fieldId();
        List<PartitionField> fields =
                target.table().spec().fields().stream()
                        .filter(field -> field.transform().isIdentity())
                        .toList();
        if (fields.stream().noneMatch(field -> field.sourceId() == id)) {
            String known =
                    fields.stream()
                            .map(field -> target.table().schema().findColumnName(field.sourceId()))
                            .collect(Collectors.joining(", "));
            throw new SqlException(
                    ErrorCode.INVALID_ARGUMENTS,
                    "%s is not partitioned by the column '%s' itself; PARTITION takes %s"
                            .formatted(
                                    target.name(), name, known.isEmpty() ? "nothing here" : known),
                    name.position(),
                    null);
        }
    }
}
