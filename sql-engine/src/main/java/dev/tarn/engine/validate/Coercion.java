package dev.tarn.engine.validate;

import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.parse.Positions;
import dev.tarn.engine.schema.RelTypes;

import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlCallBinding;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.type.SqlTypeUtil;
import org.apache.calcite.sql.validate.SqlValidator;
import org.apache.calcite.sql.validate.SqlValidatorScope;
import org.apache.calcite.sql.validate.implicit.TypeCoercionImpl;

import java.util.List;

/// Calcite's conversions of operands that are compared, but for texts with numbers: these are
/// refused, as Trino does, since `'10' < '9'` and `10 < 9` differ and a text that is no number
/// would fail the query only when its row is read.
final class Coercion extends TypeCoercionImpl {
    Coercion(RelDataTypeFactory types, SqlValidator validator) {
        super(types, validator);
    }

    @Override
    public boolean binaryComparisonCoercion(SqlCallBinding binding) {
        RelDataType first = binding.getOperandType(0);
        for (int operand = 1; operand < binding.getOperandCount(); operand++) {
            refuse(binding.getCall(), first, binding.getOperandType(operand));
        }
        return super.binaryComparisonCoercion(binding);
    }

    @Override
    public boolean inOperationCoercion(SqlCallBinding binding) {
        SqlValidatorScope scope = binding.getScope();
        RelDataType value = binding.getOperandType(0);
        if (binding.operand(1) instanceof SqlNodeList list) {
            for (SqlNode item : list) {
                refuse(binding.getCall(), value, validator.deriveType(scope, item));
            }
        } else {
            refuse(binding.getCall(), value, binding.getOperandType(1));
        }
        return super.inOperationCoercion(binding);
    }

    private static void refuse(SqlCall call, RelDataType left, RelDataType right) {
        List<RelDataType> lefts = columns(left);
        List<RelDataType> rights = columns(right);
        for (int i = 0; i < Math.min(lefts.size(), rights.size()); i++) {
            if (isTextWithNumber(lefts.get(i), rights.get(i))) {
                throw Positions.error(
                        ErrorCode.TYPE_MISMATCH,
                        "Cannot apply operator: %s %s %s; CAST one of them to the type of the other"
                                .formatted(
                                        RelTypes.fromRel(lefts.get(i)),
                                        call.getKind().sql,
                                        RelTypes.fromRel(rights.get(i))),
                        call);
            }
        }
    }

    /// The types side by side: those of a row's columns, or the type itself.
    private static List<RelDataType> columns(RelDataType type) {
        return type.isStruct()
                ? type.getFieldList().stream().map(field -> field.getType()).toList()
                : List.of(type);
    }

    private static boolean isTextWithNumber(RelDataType one, RelDataType other) {
        return (SqlTypeUtil.isCharacter(one) && SqlTypeUtil.isNumeric(other))
                || (SqlTypeUtil.isNumeric(one) && SqlTypeUtil.isCharacter(other));
    }
}
