package dev.tarn.engine.parse;

import dev.tarn.columnar.DataType;
import dev.tarn.columnar.DataType.Field;
import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.SqlException;

import org.apache.calcite.sql.SqlBasicTypeNameSpec;
import org.apache.calcite.sql.SqlCollectionTypeNameSpec;
import org.apache.calcite.sql.SqlDataTypeSpec;
import org.apache.calcite.sql.SqlMapTypeNameSpec;
import org.apache.calcite.sql.SqlRowTypeNameSpec;
import org.apache.calcite.sql.SqlTypeNameSpec;
import org.apache.calcite.sql.SqlUserDefinedTypeNameSpec;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.type.SqlTypeName;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Types by their names in SQL: the standard's, Trino's and Spark's.
public final class TypeNames {
    private static final int DEFAULT_SECONDS_PRECISION = 6;

    private TypeNames() {}

    /// The type that `spec` names.
    ///
    /// @throws SqlException with the place of the name, if there is no such type here
    public static DataType of(SqlDataTypeSpec spec) {
        return of(spec.getTypeNameSpec());
    }

    private static DataType of(SqlTypeNameSpec spec) {
        return switch (spec) {
            case StructTypeName struct -> struct(struct.names(), struct.types());
            case SqlRowTypeNameSpec row -> struct(row.getFieldNames(), row.getFieldTypes());
            case ListTypeName list -> new DataType.ListOf(of(list.element()));
            case SqlMapTypeNameSpec map ->
                    new DataType.MapOf(of(map.getKeyType()), of(map.getValType()));
            case SqlCollectionTypeNameSpec list ->
                    new DataType.ListOf(of(list.getElementTypeName()));
            case SqlUserDefinedTypeNameSpec named ->
                    named(named.getTypeName().toString(), named.getParserPos());
            case SqlBasicTypeNameSpec basic -> basic(basic);
            default -> throw unknown(spec.toString(), spec.getParserPos());
        };
    }

    private static DataType struct(
            List<? extends org.apache.calcite.sql.SqlIdentifier> names,
            List<SqlDataTypeSpec> types) {
        List<Field> fields = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            fields.add(new Field(names.get(i).getSimple(), of(types.get(i))));
        }
        return new DataType.StructOf(fields);
    }

    /// Types whose names are ordinary identifiers to the grammar.
    private static DataType named(String name, SqlParserPos position) {
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "string", "text" -> DataType.STRING;
            case "long" -> DataType.BIGINT;
            case "short" -> DataType.SMALLINT;
            case "byte" -> DataType.TINYINT;
            case "bool" -> DataType.BOOLEAN;
            case "bytes", "blob", "bytea" -> DataType.BINARY;
            case "timestamptz", "timestamp_ltz" -> DataType.TIMESTAMP_TZ;
            case "timestamp_ntz", "datetime" -> DataType.TIMESTAMP;
            case "timestamp_ns", "timestamp_ns_ntz" -> new DataType.Timestamp(9, false);
            case "timestamptz_ns" -> new DataType.Timestamp(9, true);
            case "uuid" -> DataType.UUID;
            case "variant" -> DataType.VARIANT;
            case "geography" -> new DataType.Shape("geography");
            case "unknown", "void" -> DataType.UNKNOWN;
            case "int4" -> DataType.INTEGER;
            case "int8" -> DataType.BIGINT;
            case "float4" -> DataType.REAL;
            case "float8" -> DataType.DOUBLE;
            default -> throw unknown(name, position);
        };
    }

    private static DataType basic(SqlBasicTypeNameSpec spec) {
        String name = spec.getTypeName().getSimple();
        SqlTypeName type = SqlTypeName.get(name.toUpperCase(Locale.ROOT));
        if (type == null) {
            throw unknown(name, spec.getParserPos());
        }
        int precision = spec.getPrecision();
        int seconds = precision < 0 ? DEFAULT_SECONDS_PRECISION : precision;
        try {
            return switch (type) {
                case BOOLEAN -> DataType.BOOLEAN;
                case TINYINT -> DataType.TINYINT;
                case SMALLINT -> DataType.SMALLINT;
                case INTEGER -> DataType.INTEGER;
                case BIGINT -> DataType.BIGINT;
                case REAL, FLOAT -> DataType.REAL;
                case DOUBLE -> DataType.DOUBLE;
                case DECIMAL -> decimal(precision, spec.getScale());
                case VARCHAR, CHAR -> DataType.STRING;
                case BINARY -> precision < 0 ? DataType.BINARY : new DataType.Fixed(precision);
                case VARBINARY -> DataType.BINARY;
                case DATE -> DataType.DATE;
                case TIME -> new DataType.Time(seconds);
                case TIMESTAMP -> new DataType.Timestamp(seconds, false);
                case TIMESTAMP_TZ, TIMESTAMP_WITH_LOCAL_TIME_ZONE ->
                        new DataType.Timestamp(seconds, true);
                case UUID -> DataType.UUID;
                case VARIANT -> DataType.VARIANT;
                case GEOMETRY -> new DataType.Shape("geometry");
                case INTERVAL_YEAR_MONTH -> DataType.INTERVAL_YEAR_MONTH;
                case INTERVAL_DAY_SECOND -> DataType.INTERVAL_DAY_SECOND;
                default -> throw unknown(name, spec.getParserPos());
            };
        } catch (IllegalArgumentException e) {
            throw new SqlException(
                    ErrorCode.INVALID_ARGUMENTS,
                    String.valueOf(e.getMessage()),
                    Positions.of(spec.getParserPos()),
                    e);
        }
    }

    private static DataType decimal(int precision, int scale) {
        if (precision < 0) {
            return new DataType.Decimal(DataType.Decimal.MAX_PRECISION, 0);
        }
        return new DataType.Decimal(precision, scale == Integer.MIN_VALUE ? 0 : scale);
    }

    private static SqlException unknown(String name, SqlParserPos position) {
        return new SqlException(
                ErrorCode.NOT_SUPPORTED,
                "Unknown type %s; there are boolean, tinyint, smallint, integer, bigint, real, double, decimal(p,s), varchar, varbinary, date, time(p), timestamp(p) [with time zone], uuid, variant, geometry, geography, unknown, fixed as binary(n), array, map and row"
                        .formatted(name),
                Positions.of(position),
                null);
    }
}
