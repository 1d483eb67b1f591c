package dev.tarn.engine.schema;

import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.rel.type.RelDataTypeSystemImpl;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.sql.type.SqlTypeUtil;
import org.jspecify.annotations.Nullable;

import java.math.RoundingMode;

/// Limits of types and the types of arithmetic: Trino's rules (its documentation, "Decimal
/// functions and operators").
public final class TarnTypeSystem extends RelDataTypeSystemImpl {
    public static final TarnTypeSystem INSTANCE = new TarnTypeSystem();

    private static final int MAX_DECIMAL = 38;
    private static final int MAX_SECONDS = 9;
    private static final int DEFAULT_SECONDS = 6;

    private TarnTypeSystem() {}

    @Override
    public int getMaxPrecision(SqlTypeName type) {
        return switch (type) {
            case DECIMAL -> MAX_DECIMAL;
            case TIME, TIMESTAMP, TIMESTAMP_WITH_LOCAL_TIME_ZONE, TIMESTAMP_TZ -> MAX_SECONDS;
            case CHAR, VARCHAR, BINARY, VARBINARY -> RelDataType.PRECISION_NOT_SPECIFIED;
            default -> super.getMaxPrecision(type);
        };
    }

    @Override
    public int getDefaultPrecision(SqlTypeName type) {
        return switch (type) {
            case DECIMAL -> MAX_DECIMAL;
            case TIME, TIMESTAMP, TIMESTAMP_WITH_LOCAL_TIME_ZONE, TIMESTAMP_TZ -> DEFAULT_SECONDS;
            case CHAR, VARCHAR, BINARY, VARBINARY -> RelDataType.PRECISION_NOT_SPECIFIED;
            case INTERVAL_YEAR,
                    INTERVAL_YEAR_MONTH,
                    INTERVAL_MONTH,
                    INTERVAL_DAY,
                    INTERVAL_DAY_HOUR,
                    INTERVAL_DAY_MINUTE,
                    INTERVAL_DAY_SECOND,
                    INTERVAL_HOUR,
                    INTERVAL_HOUR_MINUTE,
                    INTERVAL_HOUR_SECOND,
                    INTERVAL_MINUTE,
                    INTERVAL_MINUTE_SECOND,
                    INTERVAL_SECOND ->
                    SqlTypeName.MAX_INTERVAL_START_PRECISION;
            default -> super.getDefaultPrecision(type);
        };
    }

    @Override
    public int getMaxScale(SqlTypeName type) {
        return type == SqlTypeName.DECIMAL ? MAX_DECIMAL : super.getMaxScale(type);
    }

    @Override
    public RoundingMode roundingMode() {
        return RoundingMode.HALF_UP;
    }

    @Override
    public boolean shouldConvertRaggedUnionTypesToVarying() {
        return true;
    }

    @Override
    public RelDataType deriveSumType(RelDataTypeFactory factory, RelDataType argument) {
        RelDataType sum =
                switch (argument.getSqlTypeName()) {
                    case TINYINT, SMALLINT, INTEGER, BIGINT ->
                            factory.createSqlType(SqlTypeName.BIGINT);
                    case DECIMAL ->
                            factory.createSqlType(
                                    SqlTypeName.DECIMAL, MAX_DECIMAL, argument.getScale());
                    default -> argument;
                };
        return factory.createTypeWithNullability(sum, argument.isNullable());
    }

    @Override
    public RelDataType deriveAvgAggType(RelDataTypeFactory factory, RelDataType argument) {
        RelDataType average =
                switch (argument.getSqlTypeName()) {
                    case TINYINT, SMALLINT, INTEGER, BIGINT ->
                            factory.createSqlType(SqlTypeName.DOUBLE);
                    default -> argument;
                };
        return factory.createTypeWithNullability(average, argument.isNullable());
    }

    @Override
    public @Nullable RelDataType deriveDecimalPlusType(
            RelDataTypeFactory factory, RelDataType left, RelDataType right) {
        if (!isDecimalArithmetic(left, right)) {
            return null;
        }
        RelDataType a = factory.decimalOf(left);
        RelDataType b = factory.decimalOf(right);
        int scale = Math.max(a.getScale(), b.getScale());
        int whole = Math.max(whole(a), whole(b));
        return decimal(factory, whole + scale + 1, scale, left, right);
    }

    @Override
    public @Nullable RelDataType deriveDecimalMultiplyType(
            RelDataTypeFactory factory, RelDataType left, RelDataType right) {
        if (!isDecimalArithmetic(left, right)) {
            return null;
        }
        RelDataType a = factory.decimalOf(left);
        RelDataType b = factory.decimalOf(right);
        return decimal(
                factory,
                a.getPrecision() + b.getPrecision(),
                a.getScale() + b.getScale(),
                left,
                right);
    }

    @Override
    public @Nullable RelDataType deriveDecimalDivideType(
            RelDataTypeFactory factory, RelDataType left, RelDataType right) {
        if (!isDecimalArithmetic(left, right)) {
            return null;
        }
        RelDataType a = factory.decimalOf(left);
        RelDataType b = factory.decimalOf(right);
        int scale = Math.max(a.getScale(), b.getScale());
        int precision = a.getPrecision() + b.getScale() + Math.max(b.getScale() - a.getScale(), 0);
        return decimal(factory, precision, scale, left, right);
    }

    @Override
    public @Nullable RelDataType deriveDecimalModType(
            RelDataTypeFactory factory, RelDataType left, RelDataType right) {
        if (!isDecimalArithmetic(left, right)) {
            return null;
        }
        RelDataType a = factory.decimalOf(left);
        RelDataType b = factory.decimalOf(right);
        int scale = Math.max(a.getScale(), b.getScale());
        return decimal(factory, Math.min(whole(a), whole(b)) + scale, scale, left, right);
    }

    private static boolean isDecimalArithmetic(RelDataType left, RelDataType right) {
        return SqlTypeUtil.isExactNumeric(left)
                && SqlTypeUtil.isExactNumeric(right)
                && (SqlTypeUtil.isDecimal(left) || SqlTypeUtil.isDecimal(right));
    }

    private static int whole(RelDataType type) {
        return type.getPrecision() - type.getScale();
    }

    private static RelDataType decimal(
            RelDataTypeFactory factory,
            int precision,
            int scale,
            RelDataType left,
            RelDataType right) {
        if (scale > MAX_DECIMAL) {
            throw new IllegalArgumentException(
                    "The result of decimals %s and %s would have %d digits after the point; at most %d are supported"
                            .formatted(left, right, scale, MAX_DECIMAL));
        }
        RelDataType type =
                factory.createSqlType(
                        SqlTypeName.DECIMAL, Math.min(MAX_DECIMAL, Math.max(1, precision)), scale);
        return factory.createTypeWithNullability(type, left.isNullable() || right.isNullable());
    }
}
