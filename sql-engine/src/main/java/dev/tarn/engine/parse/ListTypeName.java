package dev.tarn.engine.parse;

import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.sql.SqlDataTypeSpec;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlTypeNameSpec;
import org.apache.calcite.sql.SqlWriter;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.validate.SqlValidator;
import org.apache.calcite.util.Litmus;

/// `array(int)` and `array<int not null>` as written. [TypeNames] turns it into a type before
/// anything asks this for one.
public final class ListTypeName extends SqlTypeNameSpec {
    private final SqlDataTypeSpec element;

    public ListTypeName(SqlDataTypeSpec element, SqlParserPos position) {
        super(new SqlIdentifier("ARRAY", position), position);
        this.element = element;
    }

    SqlDataTypeSpec element() {
        return element;
    }

    @Override
    public RelDataType deriveType(SqlValidator validator) {
        throw new UnsupportedOperationException("Types are named before validation");
    }

    @Override
    public void unparse(SqlWriter writer, int leftPrecedence, int rightPrecedence) {
        writer.keyword("ARRAY");
    }

    @Override
    public boolean equalsDeep(SqlTypeNameSpec other, Litmus litmus) {
        return other instanceof ListTypeName that && element.equalsDeep(that.element, litmus)
                ? litmus.succeed()
                : litmus.fail("Not the same list type");
    }
}
