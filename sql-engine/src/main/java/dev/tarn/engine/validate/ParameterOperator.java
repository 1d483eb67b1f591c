package dev.tarn.engine.validate;

import dev.tarn.engine.expr.Expr;
import dev.tarn.engine.schema.RelTypes;

import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlSpecialOperator;
import org.apache.calcite.sql.SqlWriter;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.validate.SqlValidator;
import org.apache.calcite.sql.validate.SqlValidatorScope;

/// A question mark as syntax whose type is known, and whose value is left open: a call without
/// operands of an operator of its own, since Calcite guesses types of its dynamic parameters.
public final class ParameterOperator extends SqlSpecialOperator {
    private final int index;
    private final Expr.Literal example;

    private ParameterOperator(int index, Expr.Literal example) {
        // Operators of one name are taken for the same.
        super("?" + index, SqlKind.OTHER);
        this.index = index;
        this.example = example;
    }

    /// The parameter at `index`, of the type of `example`, a value that it may have.
    public static SqlNode node(int index, Expr.Literal example) {
        return new ParameterOperator(index, example).createCall(SqlParserPos.ZERO);
    }

    public int index() {
        return index;
    }

    public Expr.Literal example() {
        return example;
    }

    @Override
    public RelDataType deriveType(SqlValidator validator, SqlValidatorScope scope, SqlCall call) {
        return RelTypes.toRel(example.type(), false, validator.getTypeFactory());
    }

    @Override
    public void unparse(SqlWriter writer, SqlCall call, int leftPrecedence, int rightPrecedence) {
        writer.print("?");
    }
}
