package dev.tarn.engine.schema;

import org.apache.calcite.jdbc.JavaTypeFactoryImpl;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.sql.type.SqlTypeName;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/// Makes Calcite's types as we want them: character data is VARCHAR without a length, literals
/// included, in UTF-8.
public final class TarnTypeFactory extends JavaTypeFactoryImpl {

    public TarnTypeFactory() {
        super(TarnTypeSystem.INSTANCE);
    }

    @Override
    public RelDataType createSqlType(SqlTypeName name) {
        return name == SqlTypeName.CHAR
                ? super.createSqlType(SqlTypeName.VARCHAR)
                : super.createSqlType(name);
    }

    @Override
    public RelDataType createSqlType(SqlTypeName name, int precision) {
        return name == SqlTypeName.CHAR || name == SqlTypeName.VARCHAR
                ? super.createSqlType(SqlTypeName.VARCHAR, RelDataType.PRECISION_NOT_SPECIFIED)
                : super.createSqlType(name, precision);
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
