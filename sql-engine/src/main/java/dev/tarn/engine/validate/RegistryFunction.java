package dev.tarn.engine.validate;

import dev.tarn.columnar.DataType;
import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.function.LambdaFamily;
import dev.tarn.engine.function.NullPolicy;
import dev.tarn.engine.function.ScalarFamily;
import dev.tarn.engine.function.ScalarFunction;
import dev.tarn.engine.parse.Positions;
import dev.tarn.engine.schema.RelTypes;

import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlCallBinding;
import org.apache.calcite.sql.SqlFunction;
import org.apache.calcite.sql.SqlFunctionCategory;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlOperandCountRange;
import org.apache.calcite.sql.SqlOperatorBinding;
import org.apache.calcite.sql.SqlSyntax;
import org.apache.calcite.sql.type.SqlOperandCountRanges;
import org.apache.calcite.sql.type.SqlOperandTypeChecker;
import org.apache.calcite.sql.validate.SqlValidator;
import org.apache.calcite.sql.validate.SqlValidatorScope;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// A scalar function of the registry as Calcite's validator sees it: its result type is what the
/// registry binds for the arguments' types.
public final class RegistryFunction extends SqlFunction {
    /// Functions that the standard writes without parentheses.
    private static final Set<String> VARYING = Set.of("random", "rand", "uuid", "shuffle");

    private static final Set<String> NILADIC =
            Set.of(
                    "current_date",
                    "current_time",
                    "current_timestamp",
                    "localtime",
                    "localtimestamp",
                    "current_user",
                    "current_catalog",
                    "current_schema");

    private final ScalarFamily family;
    private final boolean named;

    RegistryFunction(ScalarFamily family) {
        this(family, true);
    }

    private RegistryFunction(ScalarFamily family, boolean named) {
        super(
                family.name(),
                SqlKind.OTHER_FUNCTION,
                binding -> resultType(family, binding),
                null,
                new Checker(family),
                SqlFunctionCategory.USER_DEFINED_FUNCTION);
        this.family = family;
        this.named = named;
    }

    /// A function that no name leads to: its calls are made by rewriting queries.
    static RegistryFunction unnamed(ScalarFamily family) {
        return new RegistryFunction(family, false);
    }

    @Override
    public RelDataType deriveType(SqlValidator validator, SqlValidatorScope scope, SqlCall call) {
        if (family instanceof LambdaFamily lambdas) {
            LambdaOperator.deriveParameters(lambdas, validator, scope, call);
            return Operators.derivedAsIs(this, validator, scope, call);
        }
        return named
                ? super.deriveType(validator, scope, call)
                : Operators.derivedAsIs(this, validator, scope, call);
    }

    /// Calcite validates from the inside out, but lambdas learn what their parameters are from the
    /// call around them.
    @Override
    public void validateCall(
            SqlCall call,
            SqlValidator validator,
            SqlValidatorScope scope,
            SqlValidatorScope operandScope) {
        if (takesLambdas()) {
            validator.deriveType(scope, call);
        }
        super.validateCall(call, validator, scope, operandScope);
    }

    boolean takesLambdas() {
        return family instanceof LambdaFamily;
    }

    public ScalarFamily family() {
        return family;
    }

    @Override
    public SqlSyntax getSyntax() {
        return NILADIC.contains(family.name()) ? SqlSyntax.FUNCTION_ID : SqlSyntax.FUNCTION;
    }

    @Override
    public boolean isDeterministic() {
        return !isVarying(family.name());
    }

    /// Whether the function `name` gives something else each time.
    public static boolean isVarying(String name) {
        return VARYING.contains(name.toLowerCase(Locale.ROOT));
    }

    private static RelDataType resultType(ScalarFamily family, SqlOperatorBinding binding) {
        List<DataType> types = new ArrayList<>();
        boolean anyNullable = false;
        for (RelDataType type : binding.collectOperandTypes()) {
            types.add(RelTypes.fromRel(type));
            anyNullable |= type.isNullable();
        }
        ScalarFunction function =
                family.bind(types).orElseThrow(() -> mismatch(family, types, binding));
        boolean nullable = anyNullable || function.nullPolicy() == NullPolicy.SEES_NULLS;
        return RelTypes.toRel(
                function.resultType(), nullable || mayMakeNulls(family), binding.getTypeFactory());
    }

    /// Whether a result may be null though no argument is. Arithmetic and comparisons, which never
    /// do that, are Calcite's own operators, so the rest is taken to.
    private static boolean mayMakeNulls(ScalarFamily family) {
        return !NILADIC.contains(family.name());
    }

    private static RuntimeException mismatch(
            ScalarFamily family, List<DataType> types, SqlOperatorBinding binding) {
        String message =
                "Function %s does not take (%s); usage: %s"
                        .formatted(family.name(), join(types), family.usage());
        if (binding instanceof SqlCallBinding call) {
            return Positions.error(ErrorCode.FUNCTION_NOT_FOUND, message, call.getCall());
        }
        return new dev.tarn.engine.SqlException(ErrorCode.FUNCTION_NOT_FOUND, message);
    }

    static String join(List<DataType> types) {
        return String.join(", ", types.stream().map(DataType::toString).toList());
    }

    /// Accepts what the registry binds.
    private record Checker(ScalarFamily family) implements SqlOperandTypeChecker {

        @Override
        public boolean checkOperandTypes(SqlCallBinding binding, boolean throwOnFailure) {
            List<DataType> types = new ArrayList<>();
            for (RelDataType type : binding.collectOperandTypes()) {
                types.add(RelTypes.fromRel(type));
            }
            if (family.bind(types).isPresent()) {
                return true;
            }
            if (throwOnFailure) {
                throw mismatch(family, types, binding);
            }
            return false;
        }

        @Override
        public SqlOperandCountRange getOperandCountRange() {
            int max = family.maxArguments();
            return max == Integer.MAX_VALUE
                    ? SqlOperandCountRanges.from(family.minArguments())
                    : SqlOperandCountRanges.between(family.minArguments(), max);
        }

        @Override
        public String getAllowedSignatures(
                org.apache.calcite.sql.SqlOperator operator, String name) {
            return family.usage().toLowerCase(Locale.ROOT);
        }
    }
}
