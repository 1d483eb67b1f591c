package dev.tarn.engine.parse;

import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.sql.SqlDataTypeSpec;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlTypeNameSpec;
import org.apache.calcite.sql.SqlWriter;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.validate.SqlValidator;
import org.apache.calcite.util.Litmus;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// `row(a int, b varchar)` and `struct<a: int, b: string>` as written. [TypeNames] turns it into a
/// type before anything asks this for one.
public final class StructTypeName extends SqlTypeNameSpec {
    private final List<SqlIdentifier> names;
    private final List<SqlDataTypeSpec> types;
    private final List<@Nullable String> comments;

    /// @param comments of each field, or null
    public StructTypeName(
            List<SqlIdentifier> names,
            List<SqlDataTypeSpec> types,
            List<@Nullable String> comments,
            SqlParserPos position) {
        super(new SqlIdentifier("ROW", position), position);
        this.names = List.copyOf(names);
        this.types = List.copyOf(types);
        this.comments = Collections.unmodifiableList(new ArrayList<>(comments));
    }

    List<SqlIdentifier> names() {
        return names;
    }

    List<SqlDataTypeSpec> types() {
        return types;
    }

    List<@Nullable String> comments() {
        return comments;
    }

    @Override
    public RelDataType deriveType(SqlValidator validator) {
        throw new UnsupportedOperationException("Types are named before validation");
    }

    @Override
    public void unparse(SqlWriter writer, int leftPrecedence, int rightPrecedence) {
        writer.keyword("ROW");
    }

    @Override
    public boolean equalsDeep(SqlTypeNameSpec other, Litmus litmus) {
        return other instanceof StructTypeName that
                        && names.equals(that.names)
                        && types.equals(that.types)
                ? litmus.succeed()
                : litmus.fail("Not the same struct type");
    }
}
