package dev.tarn.engine.validate;

import dev.tarn.columnar.DataType;
import dev.tarn.engine.schema.RelTypes;

import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlOperatorBinding;
import org.apache.calcite.sql.fun.SqlMonotonicBinaryOperator;
import org.apache.calcite.sql.type.InferTypes;
import org.apache.calcite.sql.type.OperandTypes;
import org.apache.calcite.sql.type.ReturnTypes;
import org.apache.calcite.sql.type.SqlTypeFamily;
import org.apache.calcite.sql.type.SqlTypeUtil;

import java.util.Objects;

/// Calcite's `-`, and the difference of two moments, which is an interval of days to seconds.
public final class MinusOperator extends SqlMonotonicBinaryOperator {
    public static final MinusOperator INSTANCE = new MinusOperator();

    private static final int PRECEDENCE = 40;

    private MinusOperator() {
        super(
                "-",
                SqlKind.MINUS,
                PRECEDENCE,
                true,
                MinusOperator::type,
                InferTypes.FIRST_KNOWN,
                OperandTypes.MINUS_OPERATOR.or(
                        OperandTypes.family(SqlTypeFamily.DATETIME, SqlTypeFamily.DATETIME)));
    }

    private static RelDataType type(SqlOperatorBinding binding) {
        RelDataType left = binding.getOperandType(0);
        RelDataType right = binding.getOperandType(1);
        return isOfMoments(left, right)
                ? RelTypes.toRel(
                        DataType.INTERVAL_DAY_SECOND,
                        left.isNullable() || right.isNullable(),
                        binding.getTypeFactory())
                : Objects.requireNonNull(ReturnTypes.NULLABLE_SUM.inferReturnType(binding));
    }

    /// Whether the difference of these is an interval.
    public static boolean isOfMoments(RelDataType left, RelDataType right) {
        return SqlTypeUtil.isDatetime(left) && SqlTypeUtil.isDatetime(right);
    }
}
