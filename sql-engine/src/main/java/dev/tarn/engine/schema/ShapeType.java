package dev.tarn.engine.schema;

import org.apache.calcite.sql.type.AbstractSqlType;
import org.apache.calcite.sql.type.SqlTypeName;

/// Shapes as Calcite sees them: types of different names are different types.
final class ShapeType extends AbstractSqlType {
    private static final long serialVersionUID = 1L;

    private final String name;

    ShapeType(String name, boolean nullable) {
        super(SqlTypeName.GEOMETRY, nullable, null);
        this.name = name;
        computeDigest();
    }

    /// The type as Iceberg spells it.
    String name() {
        return name;
    }

    @Override
    protected void generateTypeString(StringBuilder out, boolean withDetail) {
        out.append(name);
    }
}
