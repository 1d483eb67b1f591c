package dev.tarn.engine.schema;

import dev.tarn.columnar.DataType;
import dev.tarn.columnar.DataType.Field;
import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.SqlException;

import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.rel.type.RelDataTypeField;
import org.apache.calcite.sql.SqlUtil;
import org.apache.calcite.sql.type.SqlTypeName;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;

/// The mapping between our types and Calcite's, both ways. A timestamp with time zone is Calcite's
/// TIMESTAMP_WITH_LOCAL_TIME_ZONE: an instant, as Iceberg's timestamptz is.
public final class RelTypes {
    /// Names that Calcite gives to what has none.
    private static final Pattern DERIVED = Pattern.compile("EXPR\\$\\d+");

    private RelTypes() {}

    public static RelDataType toRel(DataType type, boolean nullable, RelDataTypeFactory factory) {
        return factory.createTypeWithNullability(toRel(type, factory), nullable);
    }

    private static RelDataType toRel(DataType type, RelDataTypeFactory factory) {
        return switch (type) {
            case DataType.Simple simple -> factory.createSqlType(name(simple));
            case DataType.Decimal decimal ->
                    factory.createSqlType(
                            SqlTypeName.DECIMAL, decimal.precision(), decimal.scale());
            case DataType.Fixed fixed ->
                    factory.createSqlType(SqlTypeName.BINARY, Math.max(1, fixed.length()));
            case DataType.Shape shape -> new ShapeType(shape.name(), false);
            case DataType.Time time -> factory.createSqlType(SqlTypeName.TIME, time.precision());
            case DataType.Timestamp timestamp ->
                    factory.createSqlType(
                            timestamp.withZone()
                                    ? SqlTypeName.TIMESTAMP_WITH_LOCAL_TIME_ZONE
                                    : SqlTypeName.TIMESTAMP,
                            timestamp.precision());
            case DataType.ListOf list ->
                    factory.createArrayType(toRel(list.element(), true, factory), -1);
            case DataType.MapOf map ->
                    factory.createMapType(
                            toRel(map.key(), false, factory), toRel(map.value(), true, factory));
            case DataType.StructOf struct -> {
                RelDataTypeFactory.Builder builder = factory.builder();
                for (Field field : struct.fields()) {
                    String name = field.name().isEmpty() ? unnamed(builder) : field.name();
                    builder.add(name, toRel(field.type(), true, factory));
                }
                yield builder.build();
            }
        };
    }

    /// What Calcite calls a row's next field if it has no name.
    private static String unnamed(RelDataTypeFactory.Builder row) {
        return SqlUtil.deriveAliasFromOrdinal(row.getFieldCount());
    }

    /// A row type of nullable fields.
    public static RelDataType toRow(List<Field> fields, RelDataTypeFactory factory) {
        RelDataTypeFactory.Builder builder = factory.builder();
        for (Field field : fields) {
            builder.add(field.name(), toRel(field.type(), true, factory));
        }
        return builder.build();
    }

    private static SqlTypeName name(DataType.Simple type) {
        return switch (type) {
            case BOOLEAN -> SqlTypeName.BOOLEAN;
            case TINYINT -> SqlTypeName.TINYINT;
            case SMALLINT -> SqlTypeName.SMALLINT;
            case INTEGER -> SqlTypeName.INTEGER;
            case BIGINT -> SqlTypeName.BIGINT;
            case REAL -> SqlTypeName.REAL;
            case DOUBLE -> SqlTypeName.DOUBLE;
            case DATE -> SqlTypeName.DATE;
            case STRING -> SqlTypeName.VARCHAR;
            case BINARY -> SqlTypeName.VARBINARY;
            case UUID -> SqlTypeName.UUID;
            case VARIANT -> SqlTypeName.VARIANT;
            case INTERVAL_YEAR_MONTH -> SqlTypeName.INTERVAL_YEAR_MONTH;
            case INTERVAL_DAY_SECOND -> SqlTypeName.INTERVAL_DAY_SECOND;
            case UNKNOWN -> SqlTypeName.NULL;
        };
    }

    /// @throws SqlException NOT_SUPPORTED for types that columns cannot have
    public static DataType fromRel(RelDataType type) {
        if (type.isStruct()) {
            return new DataType.StructOf(
                    fields(type).stream().map(RelTypes::withoutDerivedName).toList());
        }
        return switch (type.getSqlTypeName()) {
            case BOOLEAN -> DataType.BOOLEAN;
            case TINYINT -> DataType.TINYINT;
            case SMALLINT -> DataType.SMALLINT;
            case INTEGER -> DataType.INTEGER;
            case BIGINT -> DataType.BIGINT;
            case REAL -> DataType.REAL;
            case FLOAT, DOUBLE -> DataType.DOUBLE;
            case DECIMAL -> new DataType.Decimal(type.getPrecision(), type.getScale());
            case CHAR, VARCHAR -> DataType.STRING;
            case BINARY -> new DataType.Fixed(type.getPrecision());
            case VARBINARY -> DataType.BINARY;
            case DATE -> DataType.DATE;
            case TIME -> new DataType.Time(type.getPrecision());
            case TIMESTAMP -> new DataType.Timestamp(type.getPrecision(), false);
            case TIMESTAMP_WITH_LOCAL_TIME_ZONE, TIMESTAMP_TZ ->
                    new DataType.Timestamp(type.getPrecision(), true);
            case UUID -> DataType.UUID;
            case GEOMETRY -> new DataType.Shape(((ShapeType) type).name());
            case VARIANT -> DataType.VARIANT;
            case INTERVAL_YEAR_MONTH -> DataType.INTERVAL_YEAR_MONTH;
            case INTERVAL_DAY_SECOND -> DataType.INTERVAL_DAY_SECOND;
            case NULL -> DataType.UNKNOWN;
            case ARRAY, MULTISET ->
                    new DataType.ListOf(fromRel(Objects.requireNonNull(type.getComponentType())));
            case MAP ->
                    new DataType.MapOf(
                            fromRel(Objects.requireNonNull(type.getKeyType())),
                            fromRel(Objects.requireNonNull(type.getValueType())));
            default ->
                    throw new SqlException(
                            ErrorCode.NOT_SUPPORTED,
                            "Values of type %s cannot be columns".formatted(type));
        };
    }

    private static Field withoutDerivedName(Field field) {
        return DERIVED.matcher(field.name()).matches() ? new Field("", field.type()) : field;
    }

    public static List<Field> fields(RelDataType row) {
        List<Field> fields = new ArrayList<>();
        for (RelDataTypeField field : row.getFieldList()) {
            fields.add(new Field(field.getName(), fromRel(field.getType())));
        }
        return fields;
    }
}
