package dev.tarn.engine.validate;

import dev.tarn.columnar.DataType;
import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.parse.Conformance;
import dev.tarn.engine.parse.Positions;
import dev.tarn.engine.schema.Nearest;
import dev.tarn.engine.schema.RelTypes;

import org.apache.calcite.config.NullCollation;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.runtime.CalciteException;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.validate.SqlValidator;
import org.apache.calcite.sql.validate.SqlValidatorCatalogReader;
import org.apache.calcite.sql.validate.SqlValidatorImpl;
import org.jspecify.annotations.Nullable;

import java.util.List;

/// Calcite's validator with our settings: nulls sort last, and unknown functions are named with
/// those near them.
final class TarnValidator extends SqlValidatorImpl {
    private final Operators operators;

    TarnValidator(
            Operators operators, SqlValidatorCatalogReader reader, RelDataTypeFactory factory) {
        super(
                operators,
                reader,
                factory,
                SqlValidator.Config.DEFAULT
                        .withConformance(Conformance.INSTANCE)
                        .withDefaultNullCollation(NullCollation.LAST)
                        .withIdentifierExpansion(true));
        this.operators = operators;
    }

    @Override
    public CalciteException handleUnresolvedFunction(
            SqlCall call,
            SqlOperator unresolved,
            List<RelDataType> argumentTypes,
            @Nullable List<String> argumentNames) {
        List<DataType> types = argumentTypes.stream().map(RelTypes::fromRel).toList();
        String name = unresolved.getName();
        throw Positions.error(
                ErrorCode.FUNCTION_NOT_FOUND,
                "Function %s(%s) does not exist%s"
                        .formatted(
                                name,
                                RegistryFunction.join(types),
                                Nearest.hint(name, operators.functionNames())),
                call);
    }
}
