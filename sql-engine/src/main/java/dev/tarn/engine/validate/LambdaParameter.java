package dev.tarn.engine.validate;

import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.parse.Positions;

import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlFunction;
import org.apache.calcite.sql.SqlFunctionCategory;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.type.OperandTypes;
import org.apache.calcite.sql.validate.SqlValidator;
import org.apache.calcite.sql.validate.SqlValidatorScope;
import org.jspecify.annotations.Nullable;

import java.util.List;

/// A parameter of a lambda, wherever its body names it: a call without operands. Its type is known
/// once the arguments before the lambda are validated.
///
/// Named by how many lambdas are around its own and its place in it, so that lambdas that mean the
/// same are equal, whatever they call their parameters. Owned by one statement.
public final class LambdaParameter extends SqlFunction {
    private final int level;
    private final int index;
    private @Nullable RelDataType type;

    LambdaParameter(int level, int index) {
        super(
                "$lambda%d_%d".formatted(level, index),
                SqlKind.OTHER_FUNCTION,
                null,
                null,
                OperandTypes.NILADIC,
                SqlFunctionCategory.SYSTEM);
        this.level = level;
        this.index = index;
    }

    SqlNode node(SqlParserPos position) {
        return createCall(position, List.of());
    }

    /// How many lambdas are around the one whose parameter this is.
    public int level() {
        return level;
    }

    /// Its place among the parameters of its lambda, from 0.
    public int index() {
        return index;
    }

    void setType(RelDataType type) {
        this.type = type;
    }

    @Override
    public RelDataType deriveType(SqlValidator validator, SqlValidatorScope scope, SqlCall call) {
        RelDataType known = type;
        if (known == null) {
            throw Positions.error(
                    ErrorCode.FUNCTION_NOT_FOUND,
                    "This lambda is no argument of a function that takes one",
                    call);
        }
        return known;
    }

    /// It is no constant, though it has no operands.
    @Override
    public boolean isDynamicFunction() {
        return true;
    }
}
