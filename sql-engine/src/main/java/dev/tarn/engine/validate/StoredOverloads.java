package dev.tarn.engine.validate;

import dev.tarn.columnar.DataType;
import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.function.Coercions;
import dev.tarn.engine.parse.Positions;
import dev.tarn.engine.schema.RelTypes;
import dev.tarn.engine.schema.StoredFunction;
import dev.tarn.engine.statement.FunctionDefinition;

import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.sql.SqlBasicCall;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlFunction;
import org.apache.calcite.sql.SqlFunctionCategory;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.type.OperandTypes;
import org.apache.calcite.sql.validate.SqlValidator;
import org.apache.calcite.sql.validate.SqlValidatorScope;

import java.util.ArrayList;
import java.util.List;

/// A function that a catalog keeps, in a call whose argument types are not known yet: once they
/// are, it is the overload whose parameters are nearest to them ([Coercions#distance]).
final class StoredOverloads extends SqlFunction {
    private final StoredFunction function;

    StoredOverloads(StoredFunction function) {
        super(
                function.toString(),
                SqlKind.OTHER_FUNCTION,
                null,
                null,
                OperandTypes.VARIADIC,
                SqlFunctionCategory.USER_DEFINED_FUNCTION);
        this.function = function;
    }

    @Override
    public RelDataType deriveType(SqlValidator validator, SqlValidatorScope scope, SqlCall call) {
        List<DataType> types = new ArrayList<>();
        for (SqlNode operand : call.getOperandList()) {
            types.add(RelTypes.fromRel(validator.deriveType(scope, operand)));
        }
        StoredScalar chosen = new StoredScalar(function, nearest(types, call), Positions.of(call));
        ((SqlBasicCall) call).setOperator(chosen);
        return chosen.deriveType(validator, scope, call);
    }

    private FunctionDefinition nearest(List<DataType> types, SqlCall call) {
        List<FunctionDefinition> nearest = new ArrayList<>();
        int least = Integer.MAX_VALUE;
        for (FunctionDefinition candidate : function.definitions()) {
            List<DataType> parameters = candidate.signature().types();
            int distance =
                    candidate.signature().table() || parameters.size() != types.size()
                            ? -1
                            : Coercions.distance(types, parameters);
            if (distance < 0 || distance > least) {
                continue;
            }
            if (distance < least) {
                nearest.clear();
            }
            least = distance;
            nearest.add(candidate);
        }
        if (nearest.size() == 1) {
            return nearest.getFirst();
        }
        String arguments = RegistryFunction.join(types);
        throw Positions.error(
                ErrorCode.FUNCTION_NOT_FOUND,
                nearest.isEmpty()
                        ? "Function %s does not take (%s); usage: %s"
                                .formatted(function, arguments, function.usage())
                        : "Function %s of (%s) is ambiguous, cast the arguments; usage: %s"
                                .formatted(function, arguments, function.usage()),
                call);
    }
}
