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
import org.apache.calcite.sql.SqlCallBinding;
import org.apache.calcite.sql.SqlFunctionCategory;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlOperandCountRange;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.SqlOperatorBinding;
import org.apache.calcite.sql.type.SqlOperandCountRanges;
import org.apache.calcite.sql.type.SqlOperandTypeChecker;
import org.apache.calcite.util.Optionality;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// An aggregate function of the registry as Calcite's validator sees it.
public final class RegistryAggregate extends SqlAggFunction {

    RegistryAggregate(AggregateFamily family) {
        this(family, family.minArguments(), null);
    }

    /// @param minArguments for calls of at least so many arguments
    /// @param lookup what it is looked up by, if not by the family's name
    RegistryAggregate(AggregateFamily family, int minArguments, @Nullable SqlIdentifier lookup) {
        super(
                family.name(),
                lookup,
                SqlKind.OTHER_FUNCTION,
                binding -> resultType(family, binding),
                null,
                new Checker(family, minArguments),
                SqlFunctionCategory.USER_DEFINED_FUNCTION,
                false,
                false,
                Optionality.OPTIONAL);
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
    private record Checker(AggregateFamily family, int minArguments)
            implements SqlOperandTypeChecker {

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
                    ? SqlOperandCountRanges.from(minArguments)
                    : SqlOperandCountRanges.between(minArguments, max);
        }

        @Override
        public String getAllowedSignatures(SqlOperator operator, String name) {
            return family.usage().toLowerCase(Locale.ROOT);
        }
    }
}
