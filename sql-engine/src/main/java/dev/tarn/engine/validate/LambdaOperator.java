package dev.tarn.engine.validate;

import dev.tarn.columnar.DataType;
import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.function.LambdaFamily;
import dev.tarn.engine.parse.Positions;
import dev.tarn.engine.schema.RelTypes;

import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlFunction;
import org.apache.calcite.sql.SqlFunctionCategory;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.type.OperandTypes;
import org.apache.calcite.sql.type.ReturnTypes;
import org.apache.calcite.sql.util.SqlBasicVisitor;
import org.apache.calcite.sql.validate.SqlValidator;
import org.apache.calcite.sql.validate.SqlValidatorScope;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/// A lambda as a call of its body, whose type is the body's. Calcite's own lambdas validate their
/// bodies with parameters of any type first, which our functions do not take.
public final class LambdaOperator extends SqlFunction {
    /// How often a body may widen the type of its own parameter, as in `(s, x) -> s + x`.
    private static final int MAX_WIDENINGS = 3;

    private final List<LambdaParameter> parameters;

    LambdaOperator(List<LambdaParameter> parameters) {
        super(
                "$lambda" + parameters.size(),
                SqlKind.OTHER_FUNCTION,
                ReturnTypes.ARG0,
                null,
                OperandTypes.ANY,
                SqlFunctionCategory.SYSTEM);
        this.parameters = List.copyOf(parameters);
    }

    public int parameterCount() {
        return parameters.size();
    }

    @Override
    public RelDataType deriveType(SqlValidator validator, SqlValidatorScope scope, SqlCall call) {
        if (call.getOperandList().isEmpty()) {
            throw new IllegalStateException("A lambda without a body");
        }
        return validator.deriveType(scope, call.operand(0));
    }

    /// Gives the parameters of lambdas among the arguments of `call` their types.
    static void deriveParameters(
            LambdaFamily family, SqlValidator validator, SqlValidatorScope scope, SqlCall call) {
        List<DataType> before = new ArrayList<>();
        for (SqlNode operand : call.getOperandList()) {
            boolean isLambda =
                    operand instanceof SqlCall one && one.getOperator() instanceof LambdaOperator;
            List<DataType> parameters = family.parameters(before, null);
            if (isLambda != (parameters != null)) {
                throw Positions.error(
                        ErrorCode.FUNCTION_NOT_FOUND,
                        "Argument %d of %s %s; usage: %s"
                                .formatted(
                                        before.size() + 1,
                                        family.name(),
                                        isLambda ? "is no lambda here" : "must be a lambda",
                                        family.usage()),
                        operand);
            }
            before.add(
                    parameters == null
                            ? RelTypes.fromRel(validator.deriveType(scope, operand))
                            : body(
                                    family,
                                    before,
                                    parameters,
                                    (SqlCall) operand,
                                    validator,
                                    scope));
        }
    }

    /// The type of a lambda's body, once its parameters have types that hold what it gives.
    private static DataType body(
            LambdaFamily family,
            List<DataType> before,
            List<DataType> first,
            SqlCall lambda,
            SqlValidator validator,
            SqlValidatorScope scope) {
        List<DataType> types = first;
        for (int widening = 0; widening <= MAX_WIDENINGS; widening++) {
            ((LambdaOperator) lambda.getOperator()).setTypes(family, types, lambda, validator);
            DataType result = RelTypes.fromRel(validator.deriveType(scope, lambda));
            List<DataType> again = family.parameters(before, result);
            if (again == null || again.equals(types)) {
                return result;
            }
            types = again;
            lambda.accept(new Forgetting(validator));
        }
        throw Positions.error(
                ErrorCode.TYPE_MISMATCH,
                "%s: each step of this lambda gives a wider type than the one before; cast what it gives"
                        .formatted(family.name()),
                lambda);
    }

    private void setTypes(
            LambdaFamily family, List<DataType> types, SqlCall lambda, SqlValidator validator) {
        if (types.size() != parameters.size()) {
            throw Positions.error(
                    ErrorCode.FUNCTION_NOT_FOUND,
                    "%s takes a lambda of %d parameters here, not %d; usage: %s"
                            .formatted(
                                    family.name(), types.size(), parameters.size(), family.usage()),
                    lambda);
        }
        for (int i = 0; i < types.size(); i++) {
            parameters
                    .get(i)
                    .setType(RelTypes.toRel(types.get(i), true, validator.getTypeFactory()));
        }
    }

    /// Makes a validator forget the types that it derived.
    private static final class Forgetting extends SqlBasicVisitor<@Nullable Void> {
        private final SqlValidator validator;

        Forgetting(SqlValidator validator) {
            this.validator = validator;
        }

        @Override
        public @Nullable Void visit(SqlCall call) {
            validator.removeValidatedNodeType(call);
            return super.visit(call);
        }
    }
}
