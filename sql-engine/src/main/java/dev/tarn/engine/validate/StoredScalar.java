package dev.tarn.engine.validate;

import dev.tarn.engine.SqlException.Position;
import dev.tarn.engine.schema.RelTypes;
import dev.tarn.engine.schema.StoredFunction;
import dev.tarn.engine.statement.FunctionDefinition;
import dev.tarn.engine.statement.FunctionSignature;

import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlFunction;
import org.apache.calcite.sql.SqlFunctionCategory;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.type.OperandTypes;
import org.apache.calcite.sql.validate.SqlValidator;
import org.apache.calcite.sql.validate.SqlValidatorScope;
import org.jspecify.annotations.Nullable;

/// One overload of a function that a catalog keeps, as a call of it names it. Its calls give way to
/// its body once the query is a tree.
///
/// Named by function and types, since Calcite takes operators of one name for the same.
public final class StoredScalar extends SqlFunction {
    private final StoredFunction function;
    private final FunctionDefinition definition;
    private final @Nullable Position position;

    StoredScalar(
            StoredFunction function, FunctionDefinition definition, @Nullable Position position) {
        super(
                function + FunctionSignature.list(definition.signature().types()),
                SqlKind.OTHER_FUNCTION,
                binding ->
                        RelTypes.toRel(
                                definition.signature().returnType(),
                                true,
                                binding.getTypeFactory()),
                null,
                OperandTypes.VARIADIC,
                SqlFunctionCategory.USER_DEFINED_FUNCTION);
        this.function = function;
        this.definition = definition;
        this.position = position;
    }

    public StoredFunction function() {
        return function;
    }

    public FunctionDefinition definition() {
        return definition;
    }

    /// Where it is called.
    public @Nullable Position position() {
        return position;
    }

    @Override
    public boolean isDeterministic() {
        return definition.deterministic();
    }

    @Override
    public RelDataType deriveType(SqlValidator validator, SqlValidatorScope scope, SqlCall call) {
        return Operators.derivedAsIs(this, validator, scope, call);
    }
}
