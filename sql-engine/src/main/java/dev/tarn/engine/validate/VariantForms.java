package dev.tarn.engine.validate;

import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.parse.Grammar;
import dev.tarn.engine.parse.Positions;
import dev.tarn.engine.parse.StatementParser;

import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlCharStringLiteral;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.fun.SqlLibraryOperators;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParserPos;

import java.util.List;
import java.util.Locale;

/// The forms of [CallForms] that parts of variants have.
final class VariantForms {
    private VariantForms() {}

    /// `v:a.b[0]`, by the path that it spells.
    static SqlNode path(SqlCall call) {
        StringBuilder path = new StringBuilder("$");
        for (SqlNode segment : (SqlNodeList) call.operand(1)) {
            switch (segment) {
                case SqlIdentifier name -> path.append(quoted(name.getSimple(), name));
                case SqlCharStringLiteral name ->
                        path.append(quoted(name.getValueAs(String.class), name));
                default -> path.append('[').append(segment).append(']');
            }
        }
        SqlParserPos position = call.getParserPosition();
        return Grammar.function(
                position,
                "variant_get",
                List.of(call.operand(0), SqlLiteral.createCharString(path.toString(), position)));
    }

    private static String quoted(String name, SqlNode at) {
        char quote = name.indexOf('"') < 0 ? '"' : '\'';
        if (name.indexOf(quote) >= 0) {
            throw Positions.error(
                    ErrorCode.NOT_SUPPORTED,
                    "A path into a variant takes no name with both kinds of quotes; use"
                            + " element_at",
                    at);
        }
        return "[" + quote + name + quote + "]";
    }

    /// `variant_get(v, path, 'type')` as a cast of the part.
    static SqlNode typed(SqlCall call) {
        if (call.operandCount() != 3) {
            return call;
        }
        if (!(call.operand(2) instanceof SqlCharStringLiteral type)) {
            throw Positions.error(
                    ErrorCode.INVALID_ARGUMENTS,
                    "The type that %s gives must be a constant text, such as 'bigint'"
                            .formatted(call.getOperator().getName().toLowerCase(Locale.ROOT)),
                    call.operand(2));
        }
        boolean orNull = call.getOperator().getName().equalsIgnoreCase("try_variant_get");
        SqlOperator cast = orNull ? SqlLibraryOperators.TRY_CAST : SqlStdOperatorTable.CAST;
        SqlParserPos position = call.getParserPosition();
        SqlNode part =
                Grammar.function(position, "variant_get", call.getOperandList().subList(0, 2));
        return cast.createCall(
                position, part, StatementParser.type(type.getValueAs(String.class), type));
    }
}
