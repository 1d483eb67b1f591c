package dev.tarn.engine.validate;

import dev.tarn.columnar.DataType;
import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.SqlException;
import dev.tarn.engine.function.AggregateFamily;
import dev.tarn.engine.function.AggregateFunction;
import dev.tarn.engine.parse.Positions;
import dev.tarn.engine.schema.RelTypes;

import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.sql.SqlAggFunction;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlCallBinding;
import org.apache.calcite.sql.SqlFunctionCategory;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlOperandCountRange;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.SqlOperatorBinding;
import org.apache.calcite.sql.type.SqlOperandCountRanges;
import org.apache.calcite.sql.type.SqlOperandTypeChecker;
import org.apache.calcite.sql.validate.SqlValidator;
import org.apache.calcite.sql.validate.SqlValidatorScope;
import org.apache.calcite.util.Optionality;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// An aggregate function of the registry as Calcite's validator sees it.
public final class RegistryAggregate extends SqlAggFunction {

    private final AggregateFamily family;
    private final boolean named;

    RegistryAggregate(AggregateFamily family) {
        this(family, true);
    }

    private RegistryAggregate(AggregateFamily family, boolean named) {
        super(
                family.name(),
                null,
                SqlKind.OTHER_FUNCTION,
                binding -> resultType(family, binding),
                null,
                new Checker(family),
                SqlFunctionCategory.USER_DEFINED_FUNCTION,
                false,
                false,
                Optionality.OPTIONAL);
        this.family = family;
        this.named = named;
    }

    /// A function that no name leads to: its calls are made by rewriting queries.
    static RegistryAggregate unnamed(AggregateFamily family) {
        return new RegistryAggregate(family, false);
    }

    public AggregateFamily family() {
        return family;
    }

    @Override
    public RelDataType deriveType(SqlValidator validator, SqlValidatorScope scope, SqlCall call) {
        return named
                ? super.deriveType(validator, scope, call)
                : Operators.derivedAsIs(this, validator, scope, call);
    }

    private static RelDataType resultType(AggregateFamily family, SqlOperatorBinding binding) {
        List<DataType> types = types(binding);
        AggregateFunction function =
                family.bind(types).orElseThrow(() -> mismatch(family, types, binding));
        return RelTypes.toRel(function.resultType(), true, binding.getTypeFactory());
    }

    private static List<DataType> types(SqlOperatorBinding binding) {
        List<DataType> types = new ArrayList<>();
        for (RelDataType type : binding.collectOperandTypes()) {
            types.add(RelTypes.fromRel(type));
        }
        return types;
    }

    private static SqlException mismatch(
            AggregateFamily family, List<DataType> types, SqlOperatorBinding binding) {
        String message =
                "Function %s does not take (%s); usage: %s"
                        .formatted(family.name(), RegistryFunction.join(types), family.usage());
        return binding instanceof SqlCallBinding call
                ? Positions.error(ErrorCode.FUNCTION_NOT_FOUND, message, call.getCall())
                : new SqlException(ErrorCode.FUNCTION_NOT_FOUND, message);
    }

    /// Accepts what the registry binds.
    private record Checker(AggregateFamily family) implements SqlOperandTypeChecker {

        @Override
        public boolean checkOperandTypes(SqlCallBinding binding, boolean throwOnFailure) {
            List<DataType> types = types(binding);
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
        public String getAllowedSignatures(SqlOperator operator, String name) {
            return family.usage().toLowerCase(Locale.ROOT);
        }
    }
}
