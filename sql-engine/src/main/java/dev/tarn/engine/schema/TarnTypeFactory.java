package dev.tarn.engine.schema;

import org.apache.calcite.avatica.util.TimeUnit;
import org.apache.calcite.jdbc.JavaTypeFactoryImpl;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.sql.SqlIntervalQualifier;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.type.SqlTypeName;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/// Makes Calcite's types as we want them: character data is VARCHAR without a length, literals
/// included, in UTF-8; there are two types of intervals, whatever units a literal has.
public final class TarnTypeFactory extends JavaTypeFactoryImpl {

    private static final SqlIntervalQualifier YEAR_TO_MONTH =
            new SqlIntervalQualifier(TimeUnit.YEAR, TimeUnit.MONTH, SqlParserPos.ZERO);
    private static final SqlIntervalQualifier DAY_TO_SECOND =
            new SqlIntervalQualifier(TimeUnit.DAY, TimeUnit.SECOND, SqlParserPos.ZERO);

    public TarnTypeFactory() {
        super(TarnTypeSystem.INSTANCE);
    }

    @Override
    public RelDataType createSqlType(SqlTypeName name) {
        if (SqlTypeName.INTERVAL_TYPES.contains(name)) {
            return createSqlIntervalType(name.isYearMonth() ? YEAR_TO_MONTH : DAY_TO_SECOND);
        }
        return name == SqlTypeName.CHAR
                ? super.createSqlType(SqlTypeName.VARCHAR)
                : super.createSqlType(name);
    }

    @Override
    public RelDataType createSqlType(SqlTypeName name, int precision) {
        if (SqlTypeName.INTERVAL_TYPES.contains(name)) {
            return createSqlType(name);
        }
        return name == SqlTypeName.CHAR || name == SqlTypeName.VARCHAR
                ? super.createSqlType(SqlTypeName.VARCHAR, RelDataType.PRECISION_NOT_SPECIFIED)
                : super.createSqlType(name, precision);
    }

    @Override
    public RelDataType createSqlType(SqlTypeName name, int precision, int scale) {
        return SqlTypeName.INTERVAL_TYPES.contains(name)
                ? createSqlType(name)
                : super.createSqlType(name, precision, scale);
    }

    @Override
    public RelDataType createSqlIntervalType(SqlIntervalQualifier units) {
        return super.createSqlIntervalType(units.isYearMonth() ? YEAR_TO_MONTH : DAY_TO_SECOND);
    }

    @Override
    public RelDataType createTypeWithNullability(RelDataType type, boolean nullable) {
        return type instanceof ShapeType shape
                ? canonize(new ShapeType(shape.name(), nullable))
                : super.createTypeWithNullability(type, nullable);
    }

    @Override
    public Charset getDefaultCharset() {
        return StandardCharsets.UTF_8;
    }
}
