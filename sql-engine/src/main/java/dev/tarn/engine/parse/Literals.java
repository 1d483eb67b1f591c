package dev.tarn.engine.parse;

import dev.tarn.engine.ErrorCode;

import org.apache.calcite.sql.SqlBasicCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlUtil;
import org.apache.calcite.util.NlsString;
import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/// The values of literal syntax, for the places that take nothing else.
final class Literals {
    private Literals() {}

    /// A string, number, boolean or bare word as text.
    static String text(SqlNode node) {
        if (node instanceof SqlIdentifier identifier) {
            return String.join(".", identifier.names);
        }
        Object value = value(node);
        return value instanceof BigDecimal number ? number.toPlainString() : String.valueOf(value);
    }

    /// The elements of an ARRAY constructor, or the one value of anything else.
    static List<String> texts(SqlNode node) {
        if (node.getKind() != SqlKind.ARRAY_VALUE_CONSTRUCTOR) {
            return List.of(text(node));
        }
        List<String> texts = new ArrayList<>();
        for (SqlNode element : ((SqlBasicCall) node).getOperandList()) {
            texts.add(text(element));
        }
        return texts;
    }

    /// String, BigDecimal, Boolean, or null for NULL.
    static @Nullable Object value(SqlNode node) {
        if (node.getKind() == SqlKind.LITERAL_CHAIN) {
            return value(SqlUtil.concatenateLiterals(chain((SqlBasicCall) node)));
        }
        if (node.getKind() == SqlKind.MINUS_PREFIX
                && value(((SqlBasicCall) node).operand(0)) instanceof BigDecimal number) {
            return number.negate();
        }
        if (node instanceof SqlLiteral literal) {
            Object value = literal.getValue();
            if (value == null || value instanceof Boolean || value instanceof BigDecimal) {
                return value;
            }
            if (value instanceof NlsString text) {
                return text.getValue();
            }
        }
        throw Positions.error(
                ErrorCode.INVALID_ARGUMENTS,
                "A string, number or boolean literal is wanted here, not %s".formatted(node),
                node);
    }

    private static List<SqlLiteral> chain(SqlBasicCall call) {
        return call.getOperandList().stream().map(operand -> (SqlLiteral) operand).toList();
    }
}
