package dev.tarn.engine.validate;

import dev.tarn.columnar.DataType;
import dev.tarn.engine.schema.RelTypes;

import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlTypeNameSpec;
import org.apache.calcite.sql.SqlWriter;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.validate.SqlValidator;
import org.apache.calcite.util.Litmus;

/// A type name whose type is known.
public final class BoundTypeName extends SqlTypeNameSpec {
    private final DataType type;

    BoundTypeName(DataType type, SqlParserPos position) {
        super(new SqlIdentifier(type.toString(), position), position);
        this.type = type;
    }

    public DataType type() {
        return type;
    }

    @Override
    public RelDataType deriveType(SqlValidator validator) {
        return RelTypes.toRel(type, true, validator.getTypeFactory());
    }

    @Override
    public void unparse(SqlWriter writer, int leftPrecedence, int rightPrecedence) {
        writer.keyword(type.toString());
    }

    @Override
    public boolean equalsDeep(SqlTypeNameSpec other, Litmus litmus) {
        return other instanceof BoundTypeName that && type.equals(that.type)
                ? litmus.succeed()
                : litmus.fail("Not the same type");
    }
}
